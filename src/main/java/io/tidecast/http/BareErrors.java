package io.tidecast.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Error response to a request that is refused before, or fails in, an endpoint: a status and nothing about this server.
 */
final class BareErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Router.HEADERS.forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.allocate(0), callback);
        return true;
    }
}
