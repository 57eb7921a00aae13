package io.tidecast.http;

import io.tidecast.backtest.WebAssets;
import java.util.List;
import java.util.Map;

/**
 * Endpoint of a file on the class path: one path, one file, read once; no path of a request ever names a file.
 *
 * @param body not copied
 */
public record ResourceEndpoint(String path, String type, byte[] body) implements Endpoint {
    /** All comes from here, and no script or style stands in the page itself. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    /** The dashboard, all of its files, and the document that describes the API. */
    public static List<Endpoint> all() {
        String charts = WebAssets.charts();
        return List.of(
                of("/", "text/html; charset=utf-8", "dashboard/index.html"),
                of("/ui/style.css", STYLE, "dashboard/style.css"),
                of("/ui/app.js", SCRIPT, "dashboard/app.js"),
                of("/ui/source.js", SCRIPT, "dashboard/source.js"),
                of("/ui/parts.js", SCRIPT, "dashboard/parts.js"),
                of("/ui/fleet.js", SCRIPT, "dashboard/fleet.js"),
                of("/ui/device.js", SCRIPT, "dashboard/device.js"),
                of("/ui/change.js", SCRIPT, "dashboard/change.js"),
                of("/ui/model.js", SCRIPT, "dashboard/model.js"),
                of("/ui/health.js", SCRIPT, "dashboard/health.js"),
                of("/ui/uplot.js", SCRIPT, charts + "uPlot.iife.min.js"),
                of("/ui/uplot.css", STYLE, charts + "uPlot.min.css"),
                of("/api/v1/openapi.json", "application/json", "openapi.json"));
    }

    private static ResourceEndpoint of(String path, String type, String resource) {
        return new ResourceEndpoint(path, type, WebAssets.read(ResourceEndpoint.class, resource));
    }

    @Override
    public Rights rights() {
        return Rights.PAGE;
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("Content-Security-Policy", POLICY);
    }

    @Override
    public Answer answer(Request request) {
        return new Answer(200, type, body, Map.of());
    }
}
