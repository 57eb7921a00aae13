package io.tidecast.interchange;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Model file of ONNX (<a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>), operators of
 * versions 7 to 24.
 */
final class OnnxFile {
    private static final int OLDEST = 7;
    private static final int NEWEST = 24;

    private static final String KINDS = "file must be safetensors, .pt, .keras, .h5 or ONNX, is none of them";

    private OnnxFile() {}

    /** Whether a file begins with a field that a model has, of its kind: a number or bytes. */
    private static boolean begins(byte... file) {
        int tag = file.length == 0 ? 0 : file[0];
        return switch (tag >> 3) {
            case 1, 5 -> (tag & 7) == 0;
            case 2, 3, 4, 6, 7, 8, 14 -> (tag & 7) == 2;
            default -> false;
        };
    }

    static ForeignModel read(byte[] bytes, Beside beside) {
        Refused.unless(begins(bytes), KINDS);
        ProtobufFields fields = new ProtobufFields("file", ByteBuffer.wrap(bytes));
        String library = "";
        long operators = 0;
        Optional<String> own = Optional.empty();
        Optional<ProtobufFields> graph = Optional.empty();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 2 -> library = fields.text();
                case 3 -> library += " " + fields.text();
                case 7 -> graph = Optional.of(fields.message("graph"));
                case 8 -> operators = Math.max(operators, version(fields.message("opset_import")));
                case 14 -> own = own(fields.message("metadata_props"), own);
                default -> {} // What it is documented by.
            }
        }
        Refused.unless(graph.isPresent(), KINDS + ": it has no graph");
        if (own.isPresent()) {
            return OnnxOwn.read(own.get(), graph.get(), bytes);
        }
        Refused.unless(
                operators >= OLDEST && operators <= NEWEST,
                "operators must be of version " + OLDEST + ".." + NEWEST + ", were of " + operators);
        return OnnxNetwork.read(("ONNX by " + library).strip(), OnnxGraph.read(graph.get(), beside));
    }

    /** Version of the standard operators; those of another domain say nothing. */
    private static long version(ProtobufFields fields) {
        String domain = "";
        long version = 0;
        for (int field = fields.next(); field != 0; field = fields.next()) {
            if (field == 1) {
                domain = fields.text();
            } else if (field == 2) {
                version = fields.integer();
            }
        }
        return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
    }

    private static Optional<String> own(ProtobufFields entry, Optional<String> before) {
        String key = "";
        String value = "";
        for (int field = entry.next(); field != 0; field = entry.next()) {
            if (field == 1) {
                key = entry.text();
            } else if (field == 2) {
                value = entry.text();
            }
        }
        return key.equals(OnnxExport.OWN) ? Optional.of(value) : before;
    }
}
