package io.tidecast.config;

import java.util.Optional;

/** Configuration that was given, as a settings record reads it: a value for each setting that has one. */
public interface Values {
    /** Nothing was given: every setting has its default. */
    Values DEFAULTS = new Values() {
        @Override
        public <T> Optional<T> find(Setting<T> setting) {
            return setting.usual();
        }
    };

    /** A setting's value; empty if it is not set and has no default of its own. */
    <T> Optional<T> find(Setting<T> setting);

    /**
     * A setting's value.
     *
     * @throws SettingException if it must be set and is not
     */
    default <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new SettingException(setting.key() + " must be set: " + setting.description() + " ("
                        + setting.flag() + " " + setting.label() + ")"));
    }

    /** These, with this value for one setting. */
    default <S> Values with(Setting<S> given, S value) {
        Values others = this;
        return new Values() {
            @Override
            @SuppressWarnings("unchecked") // A key is one setting's, and so is its type.
            public <T> Optional<T> find(Setting<T> setting) {
                return setting.key().equals(given.key()) ? Optional.of((T) value) : others.find(setting);
            }
        };
    }
}
