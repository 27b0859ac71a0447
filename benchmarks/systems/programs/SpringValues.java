import java.util.*;
import org.springframework.boot.*;
import org.springframework.boot.context.properties.bind.*;
import org.springframework.boot.context.properties.source.*;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.*;

/** Prints the values that Spring Boot itself gives to an application: one line each, name, tab, value (as a Java string literal's body). */
public class SpringValues {
    public static void main(String[] arguments) {
        SpringApplication application = new SpringApplication(SpringValues.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        ConfigurableEnvironment environment = application.run(arguments).getEnvironment();
        Map<String, String> found = new TreeMap<>();
        Set<ConfigurationPropertyName> lists = new HashSet<>();
        MutablePropertySources files = new MutablePropertySources();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source.getName().startsWith("Config resource") && source instanceof EnumerablePropertySource) files.addLast(source);
        }
        Binder binder = new Binder(ConfigurationPropertySources.from(files));
        for (PropertySource<?> source : files) {
            for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                ConfigurationPropertyName full = ConfigurationPropertyName.adapt(name, '.');
                int index = firstIndex(full);
                if (index < 0) found.putIfAbsent(uniform(full), binder.bind(full, Bindable.of(String.class)).orElse(""));
                else lists.add(full.chop(index));
            }
        }
        for (ConfigurationPropertyName list : lists) addList(binder, list, found);
        found.forEach((name, value) -> System.out.println(name + "\t" + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")));
    }

    /** Lists are bound as Spring binds them to a bean: whole, from the one source that wins. */
    private static void addList(Binder binder, ConfigurationPropertyName list, Map<String, String> found) {
        try {
            List<String> scalars = binder.bind(list, Bindable.listOf(String.class)).orElse(List.of());
            for (int at = 0; at < scalars.size(); at++) found.put(uniform(list) + "[" + at + "]", scalars.get(at));
        } catch (RuntimeException notScalars) {
            ResolvableList maps = new ResolvableList(binder, list);
            for (int at = 0; at < maps.rows.size(); at++) {
                for (Map.Entry<String, String> one : maps.rows.get(at).entrySet()) {
                    String below = uniform(ConfigurationPropertyName.adapt(one.getKey(), '.'));
                    found.put(uniform(list) + "[" + at + "]." + below, one.getValue());
                }
            }
        }
    }

    private static final class ResolvableList {
        final List<Map<String, String>> rows;

        ResolvableList(Binder binder, ConfigurationPropertyName list) {
            Bindable<Map<String, String>> row = Bindable.mapOf(String.class, String.class);
            Bindable<List<Map<String, String>>> all =
                Bindable.of(org.springframework.core.ResolvableType.forClassWithGenerics(List.class, row.getType()));
            rows = binder.bind(list, all).orElse(List.of());
        }
    }

    private static int firstIndex(ConfigurationPropertyName name) {
        for (int at = 0; at < name.getNumberOfElements(); at++) if (name.isNumericIndex(at)) return at;
        return -1;
    }

    private static String uniform(ConfigurationPropertyName name) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < name.getNumberOfElements(); at++) {
            boolean indexed = name.chop(at + 1).isLastElementIndexed();
            String element = name.getElement(at, indexed ? Form.ORIGINAL : Form.UNIFORM);
            if (indexed) text.append('[').append(element).append(']');
            else text.append(text.length() == 0 ? "" : ".").append(element);
        }
        return text.toString();
    }
}
