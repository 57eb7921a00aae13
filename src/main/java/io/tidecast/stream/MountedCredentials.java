package io.tidecast.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;

/**
 * SASL callback handler: user and password from files, which are read whenever a client signs on to a broker, so that a
 * Secret that is replaced needs no restart. For SCRAM and PLAIN; {@code sasl.client.callback.handler.class} names it,
 * and {@code sasl.jaas.config} the files: {@code password-file}, and {@code username-file} unless it has a
 * {@code username}.
 */
public final class MountedCredentials implements AuthenticateCallbackHandler {
    static final String USER = "username";
    static final String USER_FILE = "username-file";
    static final String PASSWORD_FILE = "password-file";

    private Map<String, ?> options = Map.of();

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
        options = entries.get(0).getOptions();
        if (!options.containsKey(PASSWORD_FILE) || (!options.containsKey(USER) && !options.containsKey(USER_FILE))) {
            throw new ConfigException("kafka.sasl.jaas.config must have " + PASSWORD_FILE + ", and " + USER_FILE
                    + " or " + USER + ", for " + getClass().getName() + "; it has " + options.keySet());
        }
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(options.containsKey(USER_FILE) ? read(USER_FILE) : String.valueOf(options.get(USER)));
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(read(PASSWORD_FILE).toCharArray());
            } else if (!(callback instanceof ScramExtensionsCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    /** A line end after it, as editors leave one, is none of it. */
    private String read(String option) throws IOException {
        return Files.readString(Path.of(String.valueOf(options.get(option)))).replaceFirst("\\R$", "");
    }

    @Override
    public void close() {}
}
