package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pickle of a {@code state_dict}, read as data: the opcodes that make numbers, texts, tuples, lists and maps, and of
 * classes and functions only the few by which PyTorch says that something is a tensor. Nothing is looked up, called or
 * executed; whatever else a pickle asks for is refused by its name.
 *
 * <p>Texts are {@link String}s, whole numbers {@link Long}s, tuples and lists {@link List}s, {@link Global}s stand for
 * themselves, a persistent id is a {@link Persistent}, and what a function would have made is a {@link Call}.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">pickletools</a>
 */
final class Pickle {
    static final int MOST = 1 << 20;

    private static final int MOST_OBJECTS = 200_000;
    private static final Object MARK = new Object();
    private static final Object NONE = new Object();

    /** Everything that a tensor is made by. */
    private static final Set<String> GLOBALS = Set.of(
            "collections.OrderedDict",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_parameter",
            "torch.DoubleStorage",
            "torch.FloatStorage",
            "torch.HalfStorage",
            "torch.BFloat16Storage",
            "torch.LongStorage",
            "torch.IntStorage",
            "torch.BoolStorage");

    private final ByteBuffer in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    /** Name of a class or function. */
    record Global(String name) {}

    /** Reference to something that lies beside the pickle. */
    record Persistent(List<?> id) {}

    /** Call that was asked for, and is not made. */
    record Call(Global function, List<?> arguments) {}

    private Pickle(byte[] bytes) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** What the pickle holds. */
    static Object read(byte[] bytes) {
        Refused.unless(bytes.length <= MOST, "pickle must be at most " + MOST + " bytes, was " + bytes.length);
        try {
            return new Pickle(bytes).run();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "pickle must be whole, ends or takes more than there is within " + bytes.length + " bytes", e);
        }
    }

    private Object run() {
        for (int count = 0; count < MOST_OBJECTS; count++) {
            int at = in.position();
            int opcode = in.get() & 0xff;
            if (opcode == '.') {
                return pop();
            }
            step(opcode, at);
        }
        throw new IllegalArgumentException("pickle must have at most " + MOST_OBJECTS + " opcodes, had more");
    }

    private void step(int opcode, int at) {
        switch (opcode) {
            case 0x80 -> in.get(); // PROTO
            case 0x95 -> in.getLong(); // FRAME
            case '(' -> stack.add(MARK);
            case 'N' -> stack.add(NONE);
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'K' -> stack.add((long) (in.get() & 0xff));
            case 'M' -> stack.add((long) (in.getShort() & 0xffff));
            case 'J' -> stack.add((long) in.getInt());
            case 0x8a -> stack.add(longOf(in.get() & 0xff));
            case 'G' -> stack.add(in.order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'X' -> stack.add(text(in.getInt()));
            case 0x8c -> stack.add(text(in.get() & 0xff));
            case ')' -> stack.add(List.of());
            case ']' -> stack.add(new ArrayList<>(0));
            case '}' -> stack.add(new LinkedHashMap<>(4));
            case 't' -> stack.add(sinceMark());
            case 0x85 -> stack.add(top(1));
            case 0x86 -> stack.add(top(2));
            case 0x87 -> stack.add(top(3));
            case 'a' -> append(top(1));
            case 'e' -> append(sinceMark());
            case 's' -> put(top(2));
            case 'u' -> put(sinceMark());
            case 'q' -> memo.put(in.get() & 0xff, peek());
            case 'r' -> memo.put(in.getInt(), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'h' -> stack.add(remembered(in.get() & 0xff));
            case 'j' -> stack.add(remembered(in.getInt()));
            case 'c' -> stack.add(global(line() + "." + line()));
            case 0x93 -> {
                List<Object> names = top(2);
                stack.add(global(of(String.class, names.get(0)) + "." + of(String.class, names.get(1))));
            }
            case 'Q' -> stack.add(new Persistent(of(List.class, pop())));
            case 'R' -> reduce();
            case 'b' -> pop(); // BUILD, the attributes of an OrderedDict
            default ->
                throw new IllegalArgumentException("pickle must be that of a state_dict, asks for opcode 0x"
                        + Integer.toHexString(opcode) + " at byte " + at);
        }
        in.order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Global global(String name) {
        Refused.unless(
                GLOBALS.contains(name),
                "pickle must name nothing but tensors, as torch.save(model.state_dict(), …) has it; names " + name);
        return new Global(name);
    }

    private void reduce() {
        List<Object> call = top(2);
        Global function = of(Global.class, call.get(0));
        List<?> arguments = of(List.class, call.get(1));
        boolean map = function.name().equals("collections.OrderedDict");
        Refused.unless(
                (map && arguments.isEmpty()) || function.name().startsWith("torch._utils."),
                "pickle must call nothing but what makes tensors, calls " + function.name());
        stack.add(map ? new LinkedHashMap<>(4) : new Call(function, arguments));
    }

    @SuppressWarnings("unchecked") // Only lists of objects are ever put on the stack.
    private void append(List<Object> more) {
        List<Object> list = (List<Object>) of(ArrayList.class, peek());
        list.addAll(more);
    }

    @SuppressWarnings("unchecked") // Only maps of objects are ever put on the stack.
    private void put(List<Object> keysAndValues) {
        Map<Object, Object> map = (Map<Object, Object>) of(Map.class, peek());
        for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            Refused.unless(
                    key instanceof String || key instanceof Long, "keys of a pickle's map must be texts or numbers");
            map.put(key, keysAndValues.get(i + 1));
        }
    }

    /** The value, which must be of that kind. */
    static <T> T of(Class<T> kind, Object value) {
        if (!kind.isInstance(value)) {
            throw new IllegalArgumentException("pickle must have a " + kind.getSimpleName() + " there, had a "
                    + (value == null ? "nothing" : value.getClass().getSimpleName()));
        }
        return kind.cast(value);
    }

    private Object remembered(int key) {
        Refused.unless(memo.containsKey(key), "pickle must have memorised " + key + " before it is asked for");
        return memo.get(key);
    }

    private Object peek() {
        Refused.unless(!stack.isEmpty(), "pickle must not take from an empty stack");
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object last = peek();
        stack.remove(stack.size() - 1);
        return last;
    }

    /** The last so many, as a tuple. */
    private List<Object> top(int count) {
        Object[] values = new Object[count];
        for (int i = count - 1; i >= 0; i--) {
            values[i] = pop();
        }
        return Arrays.asList(values);
    }

    private List<Object> sinceMark() {
        int mark = stack.lastIndexOf(MARK);
        Refused.unless(mark >= 0, "pickle must have a mark before it is asked for");
        List<Object> values = List.copyOf(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return values;
    }

    private long longOf(int bytes) {
        Refused.unless(bytes <= Long.BYTES, "whole numbers of a pickle must have at most 8 bytes, had " + bytes);
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            long part = i == bytes - 1 ? in.get() : in.get() & 0xff;
            value |= part << (8 * i);
        }
        return value;
    }

    private String text(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException(
                    "texts of a pickle must have at most " + in.remaining() + " bytes, had " + length);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, UTF_8);
    }

    private String line() {
        int start = in.position();
        while (in.get() != '\n') {
            Refused.unless(in.position() - start < 256, "names of a pickle must have at most 255 bytes");
        }
        return new String(in.array(), start, in.position() - 1 - start, UTF_8);
    }
}
