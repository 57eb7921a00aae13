package io.tidecast.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An authority of the test's own, and a broker's key that it has signed.
 *
 * @param keyStore PKCS #12, with the broker's key and its chain
 * @param authority the authority's certificate in PEM, what a client trusts
 */
public record Certificates(Path keyStore, String authority) {
    /** Of the key store; in a test it guards nothing. */
    public static final String PASSWORD = "changeit";

    private static final String[] STORE = {"-storetype", "PKCS12", "-storepass", PASSWORD};

    /**
     * Makes both anew.
     *
     * @param names what the broker is called by its clients, as in {@code dns:kafka,ip:127.0.0.1}
     */
    public static Certificates make(Path folder, String names) throws IOException {
        Path authority = folder.resolve("authority.p12");
        Path broker = folder.resolve("broker.p12");
        Path request = folder.resolve("broker.csr");
        Path root = folder.resolve("ca.crt");
        Path signed = folder.resolve("broker.crt");
        key(authority, "CN=Test authority", "bc:c=ca:true");
        key(broker, "CN=broker", "san=" + names);
        keytool(authority, "-exportcert", "-rfc", "-alias", "key", "-file", root.toString());
        keytool(broker, "-certreq", "-alias", "key", "-file", request.toString());
        keytool(
                authority,
                "-gencert",
                "-rfc",
                "-alias",
                "key",
                "-ext",
                "san=" + names,
                "-validity",
                "7",
                "-infile",
                request.toString(),
                "-outfile",
                signed.toString());
        keytool(broker, "-importcert", "-noprompt", "-alias", "authority", "-file", root.toString());
        keytool(broker, "-importcert", "-noprompt", "-alias", "key", "-file", signed.toString());
        return new Certificates(broker, Files.readString(root));
    }

    private static void key(Path store, String name, String extension) throws IOException {
        keytool(
                store,
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                name,
                "-ext",
                extension,
                "-validity",
                "7");
    }

    private static void keytool(Path store, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString()));
        command.addAll(List.of(STORE));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException(command + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
