package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.backtest.WebAssets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Endpoint of a file on the class path: one path, one file, read and compressed once; no path of a request ever names a
 * file. A browser keeps it, asks each time whether it is still the same, and mostly gets 304 without a body.
 *
 * @param body not copied
 * @param gzipped the same, compressed; not copied
 * @param tag of the body (RFC 9110, 8.8.3), in quotes; weak, as it is one for both forms
 * @param policy the {@code Content-Security-Policy}
 */
public record ResourceEndpoint(String path, String type, byte[] body, byte[] gzipped, String tag, String policy)
        implements Endpoint {
    /**
     * All comes from here, no script or style stands in the page itself, and a script runs only if it has a hash that
     * is listed. Of a style sheet that stands elsewhere a policy's hash would say nothing: there the page's own
     * {@code integrity} does.
     */
    private static final String POLICY = "default-src 'none'; script-src %s; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";
    private static final List<String> MODULES = List.of(
            "source.js",
            "update.js",
            "parts.js",
            "change.js",
            "outlook.js",
            "explain.js",
            "fleet.js",
            "device.js",
            "model.js",
            "health.js",
            "app.js");
    /** A script or style of the page. */
    private static final Pattern PART = Pattern.compile("(?:src|href)=\"(ui/[^\"]+)\"");

    /** The dashboard, all of its files, and the document that describes the API. */
    public static List<Endpoint> all() {
        String charts = WebAssets.charts();
        Map<String, byte[]> parts = new LinkedHashMap<>();
        parts.put("ui/style.css", read("dashboard/style.css"));
        parts.put("ui/uplot.css", read(charts + "uPlot.min.css"));
        parts.put("ui/uplot.js", read(charts + "uPlot.iife.min.js"));
        MODULES.forEach(name -> parts.put("ui/" + name, read("dashboard/" + name)));
        String policy = policy(parts);
        List<Endpoint> all = new ArrayList<>();
        byte[] page = withIntegrity(new String(read("dashboard/index.html"), UTF_8), parts);
        all.add(of("/", "text/html; charset=utf-8", page, policy));
        parts.forEach((path, body) -> all.add(of("/" + path, isScript(path) ? SCRIPT : STYLE, body, policy)));
        all.add(of("/api/v1/openapi.json", "application/json", read("openapi.json"), policy));
        return all;
    }

    private static ResourceEndpoint of(String path, String type, byte[] body, String policy) {
        String tag = "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(body)) + "\"";
        return new ResourceEndpoint(path, type, body, Gzip.of(body), tag, policy);
    }

    private static boolean isScript(String path) {
        return path.endsWith(".js");
    }

    private static String policy(Map<String, byte[]> parts) {
        return POLICY.formatted(parts.entrySet().stream()
                .filter(part -> isScript(part.getKey()))
                .map(part -> "'" + hash(part.getValue()) + "'")
                .collect(Collectors.joining(" ")));
    }

    /** A module that another imports is in the page too: an import has no hash to be allowed by. */
    private static byte[] withIntegrity(String page, Map<String, byte[]> parts) {
        return PART.matcher(page)
                .replaceAll(found -> found.group() + " integrity=\"" + hash(parts.get(found.group(1))) + "\"")
                .getBytes(UTF_8);
    }

    private static String hash(byte[] body) {
        return "sha256-" + Base64.getEncoder().encodeToString(sha256(body));
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static byte[] read(String resource) {
        return WebAssets.read(ResourceEndpoint.class, resource);
    }

    @Override
    public Rights rights() {
        return Rights.PAGE;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of(
                "Content-Security-Policy", policy, "Cache-Control", "no-cache", "ETag", tag, "Vary", "Accept-Encoding");
    }

    @Override
    public Answer answer(Request request) {
        if (request.has(tag)) {
            return Answer.notModified();
        }
        return request.takesGzip()
                ? new Answer(200, type, gzipped, Map.of("Content-Encoding", "gzip"))
                : new Answer(200, type, body, Map.of());
    }
}
