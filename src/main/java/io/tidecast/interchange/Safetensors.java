package io.tidecast.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Safetensors file as any library writes it (<a href="https://github.com/huggingface/safetensors#format">format</a>):
 * eight bytes of header length, a JSON header, the tensors' bytes.
 */
final class Safetensors {
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /** Whether a header of plausible length begins with a brace. */
    static boolean looksLike(byte[] file) {
        return file.length > Long.BYTES && file[Long.BYTES] == '{';
    }

    static boolean isModelOfOurs(byte[] file) {
        return header(file).path(METADATA).has("tidecast");
    }

    /** The tensors in the order of the header. */
    static List<WeightArray> read(byte[] file) {
        JsonNode header = header(file);
        int start = Math.toIntExact(Long.BYTES + length(file));
        List<WeightArray> arrays = new ArrayList<>();
        long elements = 0;
        Refused.unless(
                header.size() <= Limits.PARTS, "tensors must be at most " + Limits.PARTS + ", were " + header.size());
        for (Iterator<Map.Entry<String, JsonNode>> all = header.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> each = all.next();
            if (!each.getKey().equals(METADATA)) {
                arrays.add(array(each.getKey(), each.getValue(), file, start));
                elements += arrays.get(arrays.size() - 1).values().length;
                Limits.requireElements(elements);
            }
        }
        return arrays;
    }

    private static WeightArray array(String name, JsonNode tensor, byte[] file, int start) {
        Numbers numbers = Numbers.of(name, tensor.path("dtype").asText());
        List<Integer> shape = new ArrayList<>();
        long[] extents = new long[Math.min(tensor.path("shape").size(), Limits.DEPTH)];
        for (int i = 0; i < extents.length; i++) {
            JsonNode extent = tensor.path("shape").path(i);
            extents[i] = extent.canConvertToLong() ? extent.asLong(-1) : -1;
        }
        int count = WeightArray.size(name, extents);
        for (long extent : extents) {
            shape.add((int) extent);
        }
        long from = tensor.path("data_offsets").path(0).asLong(-1);
        long to = tensor.path("data_offsets").path(1).asLong(-1);
        Refused.unless(
                from >= 0 && to <= file.length - start && to - from == (long) count * numbers.bytes(),
                name + ".data_offsets must span " + (long) count * numbers.bytes() + " of " + (file.length - start)
                        + " bytes, were " + from + " and " + to);
        ByteBuffer bytes = ByteBuffer.wrap(file, start + (int) from, (int) (to - from));
        return new WeightArray(name, shape, numbers.read(bytes.order(ByteOrder.LITTLE_ENDIAN), count));
    }

    private static JsonNode header(byte[] file) {
        byte[] head = new byte[(int) length(file)];
        System.arraycopy(file, Long.BYTES, head, 0, head.length);
        return Json.read("header", head);
    }

    private static long length(byte[] file) {
        long length = file.length < Long.BYTES
                ? -1
                : ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Refused.unless(
                length >= 2 && length <= file.length - Long.BYTES,
                "header length must be 2.." + (file.length - Long.BYTES) + ", was " + length);
        return length;
    }
}
