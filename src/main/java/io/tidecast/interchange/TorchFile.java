package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checkpoint file of PyTorch, {@code .pt} or {@code .pth} as {@code torch.save(model.state_dict(), …)} writes it since
 * 1.6: a zip with a {@link Pickle} that says which tensor is which part of which storage, and an entry for each
 * storage. A checkpoint that keeps the state dict beside others is read too: under {@code state_dict},
 * {@code model_state_dict} or {@code model}, or as its only map of tensors.
 */
final class TorchFile {
    private static final String PICKLE = "/data.pkl";
    private static final List<String> KEYS = List.of("state_dict", "model_state_dict", "model");

    private final ZipArchive archive;
    private final String folder;
    private final Map<String, float[]> storages = new HashMap<>();

    private TorchFile(ZipArchive archive, String folder) {
        this.archive = archive;
        this.folder = folder;
    }

    /** Whether the file is a pickle, as PyTorch before 1.6 wrote it. */
    static boolean isLegacy(byte[] file) {
        return file.length > 2 && (file[0] & 0xff) == 0x80 && file[1] >= 2 && file[1] <= 5;
    }

    /** The tensors in the order of the state dict, which is that in which the modules were made. */
    static List<WeightArray> read(ZipArchive archive) {
        String pickle = archive.names().stream()
                .filter(name -> name.endsWith(PICKLE))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "archive must hold " + PICKLE.substring(1) + " of PyTorch, holds " + archive.names()));
        TorchFile file = new TorchFile(archive, pickle.substring(0, pickle.length() - PICKLE.length()));
        String order = file.folder + "/byteorder";
        Refused.unless(
                !archive.names().contains(order)
                        || new String(archive.bytes(order, 16), UTF_8).strip().equals("little"),
                order + " must be little");
        List<WeightArray> arrays = new ArrayList<>();
        long elements = 0;
        for (Map.Entry<?, ?> each :
                stateDict(Pickle.read(archive.bytes(pickle, Pickle.MOST))).entrySet()) {
            String name = Pickle.of(String.class, each.getKey());
            Refused.unless(
                    each.getValue() instanceof Pickle.Call, "state dict must hold tensors alone, " + name + " is none");
            arrays.add(file.tensor(name, (Pickle.Call) each.getValue()));
            elements += arrays.get(arrays.size() - 1).values().length;
            Limits.requireElements(elements);
            Refused.unless(arrays.size() <= Limits.PARTS, "tensors must be at most " + Limits.PARTS + ", were more");
        }
        return arrays;
    }

    private static Map<?, ?> stateDict(Object pickled) {
        Map<?, ?> map = Pickle.of(Map.class, pickled);
        for (String key : KEYS) {
            if (map.get(key) instanceof Map<?, ?> inner) {
                return inner;
            }
        }
        List<?> inner = map.values().stream().filter(TorchFile::isOfTensors).toList();
        return inner.size() == 1 && !isOfTensors(map) ? (Map<?, ?>) inner.get(0) : map;
    }

    private static boolean isOfTensors(Object value) {
        return value instanceof Map<?, ?> map
                && !map.isEmpty()
                && map.values().stream().allMatch(Pickle.Call.class::isInstance);
    }

    private WeightArray tensor(String name, Pickle.Call call) {
        List<?> arguments = call.arguments();
        if (call.function().name().endsWith("_rebuild_parameter")) {
            Refused.unless(
                    !arguments.isEmpty()
                            && arguments.get(0) instanceof Pickle.Call inner
                            && !inner.function().name().endsWith("_rebuild_parameter"),
                    name + " must be a parameter of a tensor");
            return tensor(name, (Pickle.Call) arguments.get(0));
        }
        Refused.unless(arguments.size() >= 4, name + " must have storage, offset, size and stride");
        List<?> id = Pickle.of(Pickle.Persistent.class, arguments.get(0)).id();
        Refused.unless(id.size() == 5 && "storage".equals(id.get(0)), name + " must lie in a storage");
        Numbers numbers =
                numbers(name, Pickle.of(Pickle.Global.class, id.get(1)).name());
        int count = WeightArray.size(name + "'s storage", Pickle.of(Long.class, id.get(4)));
        long[] size = longs(arguments.get(2));
        long[] stride = longs(arguments.get(3));
        Refused.unless(size.length == stride.length, name + " must have a stride for every axis");
        return strided(
                name, storage(name, id.get(2), numbers, count), Pickle.of(Long.class, arguments.get(1)), size, stride);
    }

    /** Tensors may share one, as those of a module do that cuDNN has flattened. */
    private float[] storage(String name, Object key, Numbers numbers, int count) {
        String entry = folder + "/data/" + Pickle.of(String.class, key);
        float[] known = storages.get(entry);
        if (known == null) {
            known = read(name, entry, numbers, count);
            storages.put(entry, known);
        }
        Refused.unless(known.length == count, entry + " must have " + count + " elements, had " + known.length);
        return known;
    }

    private float[] read(String name, String entry, Numbers numbers, int count) {
        byte[] bytes = archive.bytes(entry, Limits.ENTRY);
        Refused.unless(
                bytes.length == (long) count * numbers.bytes(),
                entry + " must have " + (long) count * numbers.bytes() + " bytes for " + name + ", had "
                        + bytes.length);
        return numbers.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), count);
    }

    private static WeightArray strided(String name, float[] storage, long offset, long[] size, long[] stride) {
        int count = WeightArray.size(name, size);
        long last = offset;
        List<Integer> shape = new ArrayList<>();
        for (int axis = 0; axis < size.length; axis++) {
            Refused.unless(
                    stride[axis] >= 0 && stride[axis] <= storage.length,
                    name + " must have strides of 0.." + storage.length + ", had " + stride[axis]);
            last += Math.max(0, size[axis] - 1) * stride[axis];
            shape.add((int) size[axis]);
        }
        Refused.unless(
                offset >= 0 && offset <= storage.length && last < storage.length,
                name + " must lie within its storage of " + storage.length + ", reaches from " + offset + " to "
                        + last);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            long at = offset;
            for (int axis = size.length - 1; axis >= 0; axis--) {
                at += rest % size[axis] * stride[axis];
                rest /= (int) size[axis];
            }
            values[i] = storage[(int) at];
        }
        return new WeightArray(name, shape, values);
    }

    private static Numbers numbers(String name, String storage) {
        return switch (storage) {
            case "torch.DoubleStorage" -> Numbers.F64;
            case "torch.FloatStorage" -> Numbers.F32;
            case "torch.HalfStorage" -> Numbers.F16;
            case "torch.BFloat16Storage" -> Numbers.BF16;
            default ->
                throw new IllegalArgumentException(
                        name + " must be of float64, float32, float16 or bfloat16, lies in " + storage);
        };
    }

    private static long[] longs(Object tuple) {
        List<?> list = Pickle.of(List.class, tuple);
        Refused.unless(list.size() <= Limits.DEPTH, "tensors must have at most " + Limits.DEPTH + " axes");
        return list.stream().mapToLong(each -> Pickle.of(Long.class, each)).toArray();
    }
}
