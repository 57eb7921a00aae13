package io.tidecast.settings;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the code says of settings, whatever the catalogue does: every constant there is, and what each record reads. */
final class DeclaredSettings {
    private static final List<? extends Class<?>> CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.tidecast").stream()
                    .filter(DeclaredSettings::knowsSettings)
                    .map(JavaClass::reflect)
                    .toList();

    private DeclaredSettings() {}

    private static boolean knowsSettings(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(d -> d.getTargetClass().isAssignableTo(Setting.class));
    }

    /** Every constant that is a setting, by class and name. */
    static Map<String, Setting<?>> constants() throws IllegalAccessException {
        Map<String, Setting<?>> constants = new LinkedHashMap<>();
        for (Class<?> type : CLASSES) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Setting.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    constants.put(type.getSimpleName() + "." + field.getName(), (Setting<?>) field.get(null));
                }
            }
        }
        return constants;
    }

    /** The settings that each class asks for when it is composed of the defaults and these, by class. */
    static Map<Class<?>, Set<Setting<?>>> read(Values given, Map<Class<?>, Object> arguments)
            throws ReflectiveOperationException {
        Map<Class<?>, Set<Setting<?>>> read = new HashMap<>();
        for (Class<?> type : CLASSES) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals("from")
                        && List.of(method.getParameterTypes()).contains(Values.class)) {
                    Recording recording = new Recording(given);
                    invoke(method, recording, arguments);
                    read.put(type, recording.asked);
                }
            }
        }
        return read;
    }

    private static void invoke(Method method, Values values, Map<Class<?>, Object> arguments)
            throws ReflectiveOperationException {
        method.setAccessible(true);
        try {
            method.invoke(
                    null,
                    Arrays.stream(method.getParameterTypes())
                            .map(type -> type == Values.class ? values : arguments.get(type))
                            .toArray());
        } catch (InvocationTargetException e) {
            throw new AssertionError(method + " cannot be composed of the defaults", e.getCause());
        }
    }

    /** Values that know which settings they were asked for. */
    private static final class Recording implements Values {
        private final Values values;
        private final Set<Setting<?>> asked = new LinkedHashSet<>();

        Recording(Values values) {
            this.values = values;
        }

        @Override
        public <T> Optional<T> find(Setting<T> setting) {
            asked.add(setting);
            return values.find(setting);
        }
    }
}
