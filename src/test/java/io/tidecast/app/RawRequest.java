package io.tidecast.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** HTTP request as its bytes go out, which a client that looks at what it sends would not let pass. */
record RawRequest(String method, String target, List<String> headers, String body) {
    private static final int TIMEOUT_MS = 20_000;

    /**
     * Answer to it.
     *
     * @param headers by their names in lower case
     * @param body not compressed any more
     */
    record Response(int status, Map<String, String> headers, byte[] body) {
        String type() {
            return headers.getOrDefault("content-type", "");
        }
    }

    Response send(URI server) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
            headers.forEach(header -> text.append(header).append("\r\n"));
            socket.getOutputStream().write((text + "\r\n" + body).getBytes(UTF_8));
            return response(socket.getInputStream().readAllBytes());
        }
    }

    private static Response response(byte[] bytes) throws IOException {
        String text = new String(bytes, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("an answer must have a head, was " + text);
        }
        Map<String, String> headers = new TreeMap<>();
        List<String> lines = text.substring(0, end).lines().toList();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = text.substring(end + 4).getBytes(ISO_8859_1);
        if (headers.containsKey("content-encoding") && body.length > 0) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return new Response(Integer.parseInt(text.substring(9, 12)), headers, body);
    }
}
