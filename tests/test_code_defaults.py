"""Where code reads a key, and with which default: a table of idioms, and of what is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.code_defaults import is_code, reads_in
from forensics.keys import Key

KEY = Key("PAYMENT_GATEWAY_TIMEOUT_MS")
X = KEY.text

# (file's ending, code, the default as shown); the read stands on the line that names the key first.
IDIOMS: list[tuple[str, str, str | None]] = [
    ("py", 'a = os.getenv("KEY", "3000")', "3000"),
    ("py", "a = int(os.getenv('KEY', 3000))", "3000"),
    ("py", 'a = os.getenv(\n    "KEY",\n    default=str(5 * 60),\n)', "str(5 * 60)"),
    ("py", 'a = os.environ.get("KEY") or 3000', "3000"),
    ("py", 'a = int(os.environ.get("KEY") or DEFAULT_TIMEOUT)  # ms', "DEFAULT_TIMEOUT"),
    ("py", 'a = int(os.environ.get("KEY")) or 3000', "3000"),
    ("py", 'a = os.environ["KEY"]', None),
    ("py", 'a = int(os.environ["KEY"]) if "KEY" in os.environ else 3000', "3000"),
    ("py", 'a = os.environ.get("KEY")', None),
    ("py", 'os.environ.setdefault("KEY", "3000")', "3000"),
    ("py", 'a = env("KEY", default=3000)', "3000"),
    ("py", 'a = env.int("KEY", 5 * 60)', "5 * 60"),
    ("py", 'a = env("KEY", cast=int)', None),
    ("py", 'a = env("KEY", int, 3000)', "3000"),
    ("py", 'a = config("KEY", default=3, cast=int)', "3"),
    ("py", 'a = config("KEY", cast=int, default=3)', "3"),
    ("py", 'a = config("KEY", int)', None),
    ("py", 'a = get_env_int("KEY", 3000)', "3000"),
    ("py", '@click.option("--timeout", envvar="KEY", default=3000, type=int)', "3000"),
    ("py", '@click.option(\n    "--timeout",\n    default="3000",\n    envvar=["KEY", "OLD"],\n)', "3000"),
    ("py", 'a: int = typer.Option(\n    envvar="KEY")', None),
    ("py", "class Settings(BaseSettings):\n    other: str\n    payment_gateway_timeout_ms: int = 3000  # ms\n", "3000"),
    ("py", "class S(base.BaseSettings):\n\n    payment_gateway_timeout_ms: int = Field(default=3000, ge=1)\n", "3000"),
    ("py", "class S(BaseSettings):\n    payment_gateway_timeout_ms: int = Field(3000, ge=1)\n", "3000"),
    ("py", "class S(BaseSettings):\n    payment_gateway_timeout_ms: int = Field(..., ge=1)\n", None),
    ("py", "class S(BaseSettings):\n    payment_gateway_timeout_ms: int\n", None),
    ("py", 'class S(BaseSettings):\n    wait: int = Field(3000, validation_alias="KEY")\n', "3000"),
    ("py", 'class S(BaseSettings):\n    model_config = X(env_prefix="PAYMENT_")\n    gateway_timeout_ms: int = 3000\n', "3000"),
    ("js", "const a = process.env.KEY || 3000;", "3000"),
    ("ts", "const a = process.env.KEY ?? '3000';", "3000"),
    ("ts", "const a = Number(process.env.KEY) || 5 * 60 * 1000; // ms", "5 * 60 * 1000"),
    ("ts", "const a = parseInt(process.env.KEY, 10) || 3000", "3000"),
    ("js", "const a = parseInt(process.env.KEY || '3000', 10)", "3000"),
    ("js", "const a = process.env['KEY'] || DEFAULTS.timeout\nconst b = 1", "DEFAULTS.timeout"),
    ("js", "const a = process.env.KEY\n  ?? '3000'", "3000"),
    ("ts", "const a = process.env.KEY!.trim()", None),
    ("ts", "const a = process.env.KEY ? Number(process.env.KEY) : 3000;", "3000"),
    ("ts", "const a = process.env.KEY === undefined ? 3000 : Number(process.env.KEY);", "3000"),
    ("js", "const mode = process.env.KEY ? 'slow' : 'fast'", None),
    ("js", "if (process.env.KEY) {", None),
    ("js", "if (process.env.KEY || process.env.OTHER) {", None),
    ("js", "off: !!process.env.KEY || !!process.env.OTHER,", None),
    ("js", "new Option('--wait').env('KEY').default(3000)", "3000"),
    ("js", "use: process.env.KEY ? 'KEY' : undefined,", None),
    ("ts", "wait = environment.KEY ?? 3000", "3000"),
    ("js", "const { OTHER, KEY = '3000' } = process.env", "3000"),
    ("js", "const { KEY: wait } = process.env;", None),
    ("js", "url: `http://x/${process.env.KEY || 3000}/y`", "3000"),
    ("ts", "const a = import.meta.env.KEY ?? 3000", "3000"),
    ("ts", "const a = Deno.env.get('KEY') ?? '3000'", "3000"),
    ("ts", "const a = this.configService.get<number>('KEY', 3000);", "3000"),
    ("ts", "const env = createEnv({\n  server: {\n    KEY: z.coerce.number().min(1).default(3000),\n  },\n});", "3000"),
    ("js", "module.exports = cleanEnv(process.env, {\n  KEY: num({ default: 3000, desc: 'wait' }),\n})", "3000"),
    ("js", "timeout: {\n  format: 'int',\n  default: 3000,\n  env: 'KEY',\n},", "3000"),
    ("js", "process.env.KEY ||= '3000'", "3000"),
    ("rb", 'a = ENV.fetch("KEY", 3000)', "3000"),
    ("rb", "a = ENV.fetch('KEY') { 3000 }.to_i", "3000"),
    ("rb", "a = ENV.fetch('KEY') do\n  3000\nend", "3000"),
    ("rb", "a = ENV.fetch 'KEY', '3000'", "3000"),
    ("rb", "a = ENV.fetch('KEY')", None),
    ("rb", 'a = ENV["KEY"] || 3000', "3000"),
    ("rb", 'a = (ENV["KEY"] || "3000").to_i', "3000"),
    ("rb", 'a = ENV["KEY"].presence || 3000 if ready', "3000"),
    ("rb", "a = ENV['KEY'] or return nil", None),
    ("cs", 'var a = Environment.GetEnvironmentVariable("KEY") ?? throw new Exception("missing");', None),
    ("rb", "ENV['KEY'] ||= '3000'", "3000"),
    ("java", 'var a = System.getenv().getOrDefault("KEY", "3000");', "3000"),
    ("java", 'var a = System.getenv("KEY");', None),
    ("java", 'var a = Optional.ofNullable(System.getenv("KEY")).map(Integer::parseInt).orElse(3000);', "3000"),
    ("java", 'String a = System.getenv("KEY") != null ? System.getenv("KEY") : "3000";', "3000"),
    ("java", '  @Value("${payment.gateway.timeout-ms:3000}")\n  private int wait;', "3000"),
    ("java", '  @Value("${payment.gateway.timeout-ms}") int wait;', None),
    ("java", '  @Scheduled(fixedDelayString = "${payment.gateway.timeout-ms:#{60 * 1000}}")', "#{60 * 1000}"),
    ("kt", '@Value("\\${payment.gateway.timeoutMs:3000}") val wait: Int', "3000"),
    ("java", 'int a = Integer.getInteger("payment.gateway.timeout.ms", 3000);', "3000"),
    ("java", 'String a = System.getProperty("payment.gateway.timeout.ms", "3000");', "3000"),
    ("java", 'int a = env.getProperty("payment.gateway.timeout-ms", Integer.class, 3000);', "3000"),
    ("java", '@ConfigProperty(name = "payment.gateway.timeout-ms", defaultValue = "3000")', "3000"),
    ("java", '@ConfigurationProperties(prefix = "payment.gateway")\nclass P {\n  private int timeoutMs = 3000;\n}', "3000"),
    ("java", '@ConfigurationProperties("payment.gateway")\nrecord P(\n  String url,\n  @DefaultValue("3000") int timeoutMs) {}', "3000"),
    ("kt", '@ConfigurationProperties("payment.gateway")\nclass P {\n  var timeoutMs: Int = 3000\n}', "3000"),
    ("kt", 'val a = System.getenv("KEY") ?: "3000"', "3000"),
    ("scala", 'val a = sys.env.getOrElse("KEY", "3000")', "3000"),
    ("go", 'a := getEnv("KEY", "3000")', "3000"),
    ("go", "a := config.EnvOrDefaultInt(`KEY`, 3000)", "3000"),
    ("go", 'a := os.Getenv("KEY")', None),
    ("go", 'a, ok := os.LookupEnv("KEY")', None),
    ("go", 'a := os.Getenv("KEY")\n\tif a == "" {\n\t\ta = "3000"\n\t}', "3000"),
    ("go", 'a, ok := os.LookupEnv("KEY")\n\tif !ok {\n\t\ta = "3000"\n\t}', "3000"),
    ("go", 'a := cmp.Or(os.Getenv("KEY"), "3000")', "3000"),
    ("go", 'Timeout int `envconfig:"KEY" default:"3000"`', "3000"),
    ("go", 'Timeout int `json:"t" default:"3000" envconfig:"KEY"`', "3000"),
    ("go", 'Timeout int `env:"KEY" envDefault:"3000"`', "3000"),
    ("go", 'Timeout int `env:"KEY,default=3000"`', "3000"),
    ("go", 'Timeout int `env:"KEY" env-default:"3000"`', "3000"),
    ("go", 'Timeout int `env:"KEY,required"`', None),
    ("go", 'viper.SetDefault("payment.gateway.timeout_ms", 3000)', "3000"),
    ("go", 'viper.SetDefault("KEY", 5*time.Second)', "5*time.Second"),
    ("go", 'viper.BindEnv("wait", "KEY")', None),
    ("go", '&cli.IntFlag{\n  Name: "wait",\n  Value: 3000,\n  EnvVars: []string{"KEY"},\n}', "3000"),
    ("rs", 'let a = env::var("KEY").unwrap_or("3000".into());', "3000"),
    ("rs", 'let a = std::env::var("KEY")\n    .unwrap_or_else(|_| "3000".to_string());', "3000"),
    ("rs", 'let a = env::var("KEY").ok().and_then(|v| v.parse::<u64>().ok()).unwrap_or(3000);', "3000"),
    ("rs", 'let a = env::var("KEY").unwrap_or_else(|_| String::from("3000"));', "3000"),
    ("rs", 'let a = env::var("KEY").expect("is set");', None),
    ("rs", 'let a = match env::var("KEY") {\n  Ok(v) => v,\n  Err(_) => "3000".into(),\n};', "3000"),
    ("rs", '#[arg(long, env = "KEY", default_value = "3000")]', "3000"),
    ("rs", '#[clap(long, default_value_t = 3000, env = "KEY")]', "3000"),
    ("rs", 'Arg::new("wait").env("KEY").default_value("3000")', "3000"),
    ("php", "'wait' => env('KEY', 3000),", "3000"),
    ("php", "'wait' => env('KEY'),", None),
    ("php", "$a = getenv('KEY') ?: 3000;", "3000"),
    ("php", "$a = getenv('KEY', true);", None),
    ("php", "$a = $_ENV['KEY'] ?? '3000';", "3000"),
    ("cs", 'var a = configuration.GetValue<int>("KEY", 3000);', "3000"),
    ("cs", 'var a = configuration.GetValue<int>("Payment:Gateway:TimeoutMs", 3000);', "3000"),
    ("cs", 'var a = Environment.GetEnvironmentVariable("KEY") ?? "3000";', "3000"),
    ("cs", 'var a = int.Parse(Environment.GetEnvironmentVariable("KEY") ?? "3000");', "3000"),
    ("cs", 'var a = Configuration["Payment:Gateway:TimeoutMs"];', None),
    ("sh", "wait=${KEY:-3000}", "3000"),
    ("sh", 'wait="${KEY-3000}"', "3000"),
    ("sh", ': "${KEY:=3000}"', "3000"),
    ("sh", "wait=${KEY:-${OTHER:-5}}", "${OTHER:-5}"),
    ("sh", 'KEY="${KEY:-3000}"', "3000"),
    ("sh", '[ -z "$KEY" ] && KEY=3000', "3000"),
    ("sh", 'if [ -z "${KEY}" ]; then\n  export KEY="3000"\nfi', "3000"),
    ("sh", 'if [ -z "${KEY:-}" ]; then\n  export KEY=\'3000\'\nfi', "3000"),
    ("sh", ': "${KEY:?must be set}"', None),
    ("sh", "run --wait $KEY", None),
    ("ex", 'a = System.get_env("KEY", "3000")', "3000"),
    ("exs", 'a = System.get_env("KEY") || "3000"', "3000"),
    ("exs", 'a = String.to_integer(System.get_env("KEY") || "3000")', "3000"),
    ("exs", 'a = System.fetch_env!("KEY")', None),
]


@pytest.mark.parametrize(("ending", "code", "default"), IDIOMS, ids=[f"{row[0]}: {row[1][:60]}" for row in IDIOMS])
def test_a_read_is_found_with_its_default_and_line(ending: str, code: str, default: str | None) -> None:
    text = "\n\n" + code.replace("KEY", X) + "\n"
    found = reads_in(f"app/settings.{ending}", text, KEY)
    spellings = (X, "payment.gateway.timeout", "timeoutMs", "Payment:Gateway", "gateway_timeout_ms", "wait: int = F")
    line = next(number for number, told in enumerate(text.split("\n"), 1) if any(one in told for one in spellings))
    assert [(read.line, read.default) for read in found] == [(line, default)]
    assert found[0].code == text.split("\n")[line - 1].strip()


NO_READS = [
    ("py", 'a = os.getenv("PAYMENT_GATEWAY_TIMEOUT", "3")'),
    ("py", 'a = os.getenv("PAYMENT_GATEWAY_TIMEOUT_MS_MAX", "3")'),
    ("py", 'a = os.getenv("OLD_KEY", "3")'),
    ("py", '# a = os.getenv("KEY", "3")'),
    ("py", 'a = 1  # os.getenv("KEY", "3")'),
    ("py", 'os.environ["KEY"] = "3"'),
    ("py", 'monkeypatch.setenv("KEY", "3")'),
    ("py", 'del os.environ["KEY"]'),
    ("py", 'message = "KEY"'),
    ("py", "class Request(BaseModel):\n    payment_gateway_timeout_ms: int = 3000\n"),
    ("py", 'class S(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix="APP_")\n    payment_gateway_timeout_ms: int = 3\n'),
    ("py", "class S(BaseSettings):\n    a: int = 1\n\n\nclass B:\n    payment_gateway_timeout_ms: int = 3000\n"),
    ("js", "// const a = process.env.KEY || 3"),
    ("js", "/*\n const a = process.env.KEY || 3\n*/"),
    ("js", "process.env.KEY = '3'"),
    ("js", "delete process.env.KEY"),
    ("js", "const paymentGatewayTimeoutMs = options.paymentGatewayTimeoutMs || 3000"),
    ("js", "const { KEY = 3 } = options"),
    ("js", "const wait = env.KEY"),
    ("php", "$this->updateEnvFile('KEY', 3);"),
    ("rb", "ENV['KEY'] = '3'"),
    ("rb", "# ENV.fetch('KEY', 3)"),
    ("java", ' * @Value("${payment.gateway.timeout-ms:3000}")'),
    ("java", "private int paymentGatewayTimeoutMs = 3000;"),
    ("go", 'os.Setenv("KEY", "3")'),
    ("go", 't.Setenv("KEY", "3")'),
    ("go", 'Timeout int `json:"KEY" default:"3000"`'),
    ("rs", 'Command::new("x").env("KEY", "3")'),
    ("js", "git.env('KEY', `ssh -i ${path}`)"),
    ("rb", 'if env["KEY"] =~ /x/'),
    ("php", "putenv('KEY=3');"),
    ("sh", "KEY=3\nrun $KEY"),
    ("sh", "export KEY=3"),
    ("sh", "# ${KEY:-3}"),
    ("yaml", "KEY: ${KEY:-3}"),
    ("md", 'os.getenv("KEY", "3")'),
]


@pytest.mark.parametrize(("ending", "code"), NO_READS)
def test_what_is_no_read_of_the_key_is_not_taken_for_one(ending: str, code: str) -> None:
    found = reads_in(f"app/settings.{ending}", code.replace("KEY", X), KEY)
    assert [(read.line, read.default) for read in found] == []


def test_a_key_may_be_asked_in_another_spelling_and_stated_ones_count() -> None:
    code = 'a = os.getenv("PAYMENT_GATEWAY_TIMEOUT_MS", "3000")\nb = os.getenv("PGW_WAIT", "4000")\n'
    assert [read.default for read in reads_in("a.py", code, Key("payment.gateway.timeoutMs", ("PGW_WAIT",)))] == ["3000", "4000"]


def test_the_end_of_a_dotted_name_is_enough_but_not_the_end_of_a_variable() -> None:
    code = '@Value("${payment.gateway.timeout-ms:3000}") int a;\nString b = System.getenv("GATEWAY_TIMEOUT_MS");'
    assert [read.line for read in reads_in("A.java", code, Key("timeout-ms"))] == [1]


def test_several_reads_are_told_in_order_one_a_line() -> None:
    code = "a = ENV['X_Y'] || ENV.fetch('X_Y', 1)\n\nb = ENV.fetch('X_Y', 2)\n"
    assert [(read.line, read.default) for read in reads_in("a.rb", code, Key("X_Y"))] == [(1, "ENV.fetch('X_Y', 1)"), (3, "2")]


def test_what_a_script_has_filled_in_is_not_read_without_a_default_below() -> None:
    assert [read.line for read in reads_in("a.sh", ': "${X_Y:=3}"\nrun ${X_Y}\n', Key("X_Y"))] == [1]


def test_a_long_default_is_cut_and_an_unclosed_one_ends() -> None:
    read = reads_in("a.py", 'os.getenv("X", ' + "a + " * 10_000, Key("X"))
    assert read[0].default is not None
    assert len(read[0].default) == 200
    assert len(read[0].code) == 200


@pytest.mark.parametrize(
    "path",
    ["app/settings.py", "src/main/java/org/build/Timeouts.java", "bin/start.sh", "packages/web/src/env.ts", "config/puma.rb", "latest.py"],
)
def test_a_teams_own_code_is_looked_into(path: str) -> None:
    assert is_code(path)


@pytest.mark.parametrize(
    "path",
    """README.md|Makefile|config.yaml|node_modules/x/i.js|vendor/y.go|web/dist/app.js|a.min.js|a.bundle.js|app/a.test.ts|a_test.go|x_spec.rb
|tests/conftest.py|test_a.py|src/test/java/ATest.java|src/main/java/ATest.java|api/a.pb.go|a_pb2.py|docs/conf.py|types.d.ts|build/gen.js"""
    .replace("\n", "").split("|"),
)  # fmt: skip
def test_foreign_generated_and_test_code_is_left_out(path: str) -> None:
    assert not is_code(path)


_PIECES = st.sampled_from(
    """X_Y~os.getenv(~"~'~`~(~)~[~]~{~}~,~ ~\n~??~||~ or ~${~:-~=~default=~process.env.~ENV[~\\~:~?~class S(BaseSettings):~    x_y: int = ~
~Field(~@Value(~/*~#~é~//~! ~if ~.env(~, """.split("~")  # noqa: SIM905  as a list it would fill a page
)


@pytest.mark.law
@given(st.lists(_PIECES, max_size=60).map("".join), st.sampled_from(["py", "ts", "rb", "java", "go", "rs", "php", "cs", "sh", "ex"]))
def test_any_text_is_read_without_failing_and_lines_exist(text: str, ending: str) -> None:
    for read in reads_in(f"a.{ending}", text, Key("X_Y")):
        assert "xy" in text.split("\n")[read.line - 1].lower().replace("_", "")


@pytest.mark.parametrize("ending", ["py", "ts", "rb", "java", "go", "rs", "php", "cs", "sh", "ex"])
@pytest.mark.parametrize(
    "piece",
    ['os.getenv("X_Y", ', "(", "${X_Y:-", "process.env.X_Y || ", "/*\n", "x_y: int = Field(", "    ", "{ X_Y ", '"\\', "@Value(${", "_x"],
)
def test_no_text_takes_more_than_linear_time(ending: str, piece: str) -> None:
    text = "class S(BaseSettings):\n @ConfigurationProperties('x') " + piece * (400_000 // len(piece))
    started = time.process_time()
    reads_in(f"a.{ending}", text, Key("X_Y"))
    assert time.process_time() - started < 4
