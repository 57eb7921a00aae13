package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.Precision;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stored form of an open forecast: a version byte, and methods by a code of their names, each with as many means a
 * target as are kept of it. Version 2 knows one forecast, the network's, and a letter for what was published: what it
 * can hold is still written so, for an instance of an early build, which knows no other, may be the next to read it.
 * Versions 3 and 4, of names as text and of all horizon steps, are read and no longer written.
 */
final class OpenForecastCodec {
    private static final byte LETTERED = 2;
    private static final byte NAMED = 3;
    /** As {@link #NAMED}, but means are doubles, as one of them needs it. */
    private static final byte NAMED_WIDE = 4;

    private static final byte CODED = 7;

    /** Flags of {@link #CODED}: means are doubles; the network had learnt nothing. */
    private static final int WIDE = 1;

    private static final int UNTRAINED = 2;

    private static final int LETTERED_HEAD = 2 + Long.BYTES + Integer.BYTES + Short.BYTES;
    private static final int CODED_HEAD = LETTERED_HEAD + 1 + Short.BYTES;
    /** Code of a method, and means a target. */
    private static final int METHOD_HEAD = 2 * Short.BYTES;

    /** Heap of a forecast without its numbers, and of an array of them with what points to it. */
    private static final int OBJECT_BYTES = 200;

    private static final long ARRAY_BYTES = 32;

    private static final Map<String, Character> LETTERS =
            Map.of(NetworkMethod.NAME, 'm', Persistence.NAME, 'p', SeasonalNaive.NAME, 's');
    private static final short TEXT = 0;
    private static final Map<Short, String> CODES = codes();
    private static final List<String> ONE = List.of(NetworkMethod.NAME);

    private final int targets;
    private final int horizon;
    private final int widths;
    private List<String> names = ONE; // of what was read last

    /**
     * The codec of forecasts of a size.
     *
     * @param widths floats of the half-widths
     */
    OpenForecastCodec(int targets, int horizon, int widths) {
        this.targets = targets;
        this.horizon = horizon;
        this.widths = widths;
    }

    private static Map<Short, String> codes() {
        Map<Short, String> codes = new HashMap<>();
        Stream.concat(ForecastMethods.ALL.stream().map(kind -> kind.name()), Stream.of(Combination.NAME))
                .forEach(name -> codes.put(code(name), name));
        return Map.copyOf(codes);
    }

    /** Code of a method, of its name alone, so that it is the same in every build. */
    static short code(String method) {
        return (short) method.hashCode();
    }

    /** Bytes of a name: its code, or as text behind {@link #TEXT} where it is none of the methods there are. */
    private static int nameBytes(String method) {
        return CODES.containsValue(method) ? Short.BYTES : Short.BYTES + 1 + method.getBytes(UTF_8).length;
    }

    private static void putName(ByteBuffer to, String method) {
        if (CODES.containsValue(method)) {
            to.putShort(code(method));
        } else {
            byte[] text = method.getBytes(UTF_8);
            to.putShort(TEXT).put((byte) text.length).put(text);
        }
    }

    /** A name; null where this build has no method of that code. */
    private static String name(ByteBuffer from) {
        short code = from.getShort();
        return code == TEXT ? text(from, from.get()) : CODES.get(code);
    }

    /**
     * An upper bound of the heap that a forecast takes.
     *
     * @param steps horizon steps that are kept of all methods together
     */
    long heapBytes(int methods, int steps) {
        return OBJECT_BYTES
                + (long) widths * Float.BYTES
                + methods * ARRAY_BYTES
                + (long) targets * steps * Double.BYTES;
    }

    /**
     * About as many bytes a stored forecast has.
     *
     * @param steps horizon steps that are kept of all methods together
     */
    long storedBytes(int methods, int steps) {
        return CODED_HEAD
                + Short.BYTES
                + (long) methods * METHOD_HEAD
                + (long) targets * steps * Float.BYTES
                + (long) widths * Float.BYTES;
    }

    byte[] bytes(OpenForecast forecast) {
        double[][] all = forecast.means().values();
        boolean wide = !Arrays.stream(all).allMatch(own -> own == null || Precision.areSingle(own));
        boolean lettered = !wide
                && !forecast.untrained()
                && forecast.means().methods().equals(ONE)
                && (all[0] == null || all[0].length == targets * horizon)
                && LETTERS.containsKey(forecast.source());
        return lettered ? lettered(forecast) : coded(forecast, wide);
    }

    private byte[] lettered(OpenForecast forecast) {
        byte[] model = forecast.model().getBytes(UTF_8);
        int size = LETTERED_HEAD + model.length + (targets * horizon + widths) * Float.BYTES;
        ByteBuffer to = ByteBuffer.allocate(size);
        to.put(LETTERED)
                .put((byte) LETTERS.get(forecast.source()).charValue())
                .putLong(forecast.origin())
                .putInt(forecast.version())
                .putShort((short) model.length)
                .put(model);
        double[] network = forecast.means().values()[0];
        put(to, network == null ? asleep() : network, false);
        put(to, forecast.widths());
        return to.array();
    }

    private byte[] coded(OpenForecast forecast, boolean wide) {
        byte[] model = forecast.model().getBytes(UTF_8);
        MethodMeans kept = forecast.means();
        int size = CODED_HEAD + model.length + nameBytes(forecast.source()) + widths * Float.BYTES;
        for (int i = 0; i < kept.values().length; i++) {
            double[] own = kept.values()[i];
            int head = nameBytes(kept.methods().get(i)) + Short.BYTES;
            size += own == null ? 0 : head + own.length * Precision.bytes(wide);
        }
        ByteBuffer to = ByteBuffer.allocate(size);
        to.put(CODED).put((byte) ((wide ? WIDE : 0) | (forecast.untrained() ? UNTRAINED : 0)));
        to.putShort((short) horizon).putLong(forecast.origin()).putInt(forecast.version());
        to.putShort((short) model.length).put(model);
        putName(to, forecast.source());
        to.put((byte) kept.count());
        for (int i = 0; i < kept.values().length; i++) {
            double[] own = kept.values()[i];
            if (own != null) {
                putName(to, kept.methods().get(i));
                to.putShort((short) (own.length / targets));
                put(to, own, wide);
            }
        }
        put(to, forecast.widths());
        return to.array();
    }

    /** Reads any form; empty where it is of other settings, or of a version that is not known. */
    Optional<OpenForecast> read(byte[] stored) {
        if (stored.length < LETTERED_HEAD) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        return switch (stored[0]) {
            case LETTERED -> readLettered(from);
            case NAMED -> readNamed(from, false);
            case NAMED_WIDE -> readNamed(from, true);
            case CODED -> readCoded(from);
            default -> Optional.empty();
        };
    }

    private Optional<OpenForecast> readLettered(ByteBuffer from) {
        char letter = (char) from.get();
        long origin = from.getLong();
        int version = from.getInt();
        int length = from.getShort();
        if (from.remaining() != length + (targets * horizon + widths) * Float.BYTES) {
            return Optional.empty();
        }
        String model = text(from, length);
        MethodMeans own = new MethodMeans(ONE, new double[][] {means(from, targets * horizon, false)});
        float[] half = floats(from, widths);
        return LETTERS.entrySet().stream()
                .filter(entry -> entry.getValue() == letter)
                .map(entry -> new OpenForecast(origin, model, version, entry.getKey(), own, half))
                .findFirst();
    }

    private Optional<OpenForecast> readNamed(ByteBuffer from, boolean wide) {
        long origin = from.getLong();
        int version = from.getInt();
        String model = text(from, from.getShort());
        String source = text(from, from.get());
        int count = from.get();
        int means = targets * horizon;
        Map<String, double[]> own = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int length = from.get();
            if (from.remaining() < length + means * Precision.bytes(wide) + widths * Float.BYTES) {
                return Optional.empty();
            }
            own.put(text(from, length), means(from, means, wide));
        }
        return from.remaining() == widths * Float.BYTES
                ? Optional.of(new OpenForecast(origin, model, version, source, named(own), floats(from, widths)))
                : Optional.empty();
    }

    /** What is kept of a method that this build does not know is passed over. */
    private Optional<OpenForecast> readCoded(ByteBuffer from) {
        int flags = from.get();
        if (from.getShort() != horizon) {
            return Optional.empty();
        }
        long origin = from.getLong();
        int version = from.getInt();
        String model = text(from, from.getShort());
        String source = name(from);
        int count = from.get();
        int bytes = Precision.bytes((flags & WIDE) != 0);
        Map<String, double[]> own = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            if (from.remaining() < METHOD_HEAD) {
                return Optional.empty();
            }
            String method = name(from);
            int steps = from.getShort();
            if (steps > horizon || from.remaining() < targets * steps * bytes + widths * Float.BYTES) {
                return Optional.empty();
            }
            double[] means = means(from, targets * steps, (flags & WIDE) != 0);
            if (method != null) {
                own.put(method, means);
            }
        }
        return source != null && from.remaining() == widths * Float.BYTES
                ? Optional.of(new OpenForecast(
                        origin, model, version, (flags & UNTRAINED) != 0, source, named(own), floats(from, widths)))
                : Optional.empty();
    }

    /** With the list of names of the one before, where they are the same. */
    private MethodMeans named(Map<String, double[]> own) {
        MethodMeans read = MethodMeans.of(own);
        if (!read.methods().equals(names)) {
            names = read.methods();
        }
        return new MethodMeans(names, read.values());
    }

    private double[] asleep() {
        double[] asleep = new double[targets * horizon];
        Arrays.fill(asleep, Double.NaN);
        return asleep;
    }

    private static String text(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, UTF_8);
    }

    private static void put(ByteBuffer to, double[] means, boolean wide) {
        for (double mean : means) {
            Precision.put(to, mean, wide);
        }
    }

    private static double[] means(ByteBuffer from, int count, boolean wide) {
        double[] own = new double[count];
        for (int i = 0; i < count; i++) {
            own[i] = Precision.get(from, wide);
        }
        return own;
    }

    private static void put(ByteBuffer to, float[] values) {
        to.asFloatBuffer().put(values);
        to.position(to.position() + values.length * Float.BYTES);
    }

    private static float[] floats(ByteBuffer from, int count) {
        float[] values = new float[count];
        from.asFloatBuffer().get(values);
        from.position(from.position() + count * Float.BYTES);
        return values;
    }
}
