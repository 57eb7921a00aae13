package io.tidecast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.input.GroupSource;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingFormat;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Decoding of one record over and over, from its bytes to the reading, as the stream thread does it: {@code DecodeOnce
 * CASE}. Prints nanoseconds of processor time a record. With the classes of 0ffe6a1 before this build's on the class
 * path it is that build's parser which decodes.
 *
 * <p>Cases: {@code values-2} and {@code values-7}, JSON with as many values, in either build; the name of a format, its
 * first sample in this build, which is the same reading of two values in every one.
 */
final class DecodeOnce {
    private static final byte[] KEY = "pump-7".getBytes(UTF_8);
    private static final String VALUES = "values-";
    private static final int RECORDS = 200_000;
    private static final int ROUNDS = 9;

    private static Object kept;

    private DecodeOnce() {}

    /** What decodes the value of a case. */
    private interface Decoding {
        Object decode(byte[] key, byte[] value) throws Throwable;
    }

    public static void main(String[] args) throws Throwable {
        boolean isNamed = !args[0].startsWith(VALUES);
        List<String> features = isNamed ? FormatTable.FEATURES : features(args[0]);
        byte[] value = isNamed ? InputFormats.named(args[0]).samples().get(0) : json(features);
        Decoding decoding = isOld() ? old(features) : decoding(args[0], features);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] nanos = new double[ROUNDS];
        for (int round = -3; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < RECORDS; i++) {
                kept = decoding.decode(KEY, value);
            }
            nanos[Math.max(0, round)] = (threads.getCurrentThreadCpuTime() - start) / (double) RECORDS;
        }
        if (kept == null) {
            throw new IllegalStateException("a reading must be decoded");
        }
        Arrays.sort(nanos);
        System.out.printf(Locale.ROOT, "%.1f%n", nanos[ROUNDS / 2]);
    }

    private static List<String> features(String name) {
        int count = Integer.parseInt(name.substring(VALUES.length()));
        return IntStream.range(0, count)
                .mapToObj(f -> f < 2 ? FormatTable.FEATURES.get(f) : "value" + f)
                .toList();
    }

    private static byte[] json(List<String> features) {
        StringBuilder json = new StringBuilder("{\"device\":\"pump-7\",\"ts\":\"2026-11-21T05:00:00Z\",\"values\":{");
        for (int f = 0; f < features.size(); f++) {
            json.append(f == 0 ? "" : ",")
                    .append('"')
                    .append(features.get(f))
                    .append("\":")
                    .append(Math.round(712 - 85.0 * f) / 10.0);
        }
        return json.append("}}").toString().getBytes(UTF_8);
    }

    private static Decoding decoding(String name, List<String> features) {
        ReadingDecoder decoder = name.startsWith(VALUES)
                ? ReadingFormat.standard(features).decoder(features, new GroupSource.None())
                : FormatTable.decoder(InputFormats.named(name));
        RecordHeaders headers = new RecordHeaders();
        return (key, value) -> decoder.decode("readings", headers, key, value, 1);
    }

    private static boolean isOld() {
        return DecodeOnce.class.getResource("/io/tidecast/stream/ReadingParser.class") != null;
    }

    /** The parser of 0ffe6a1, which is not public. */
    private static Decoding old(List<String> features) throws ReflectiveOperationException {
        Class<?> format = Class.forName("io.tidecast.stream.ReadingFormat");
        Constructor<?> made = Class.forName("io.tidecast.stream.ReadingParser").getDeclaredConstructor(format);
        made.setAccessible(true);
        Object parser =
                made.newInstance(format.getMethod("standard", List.class).invoke(null, features));
        Method parse = parser.getClass().getDeclaredMethod("parse", byte[].class, byte[].class, long.class);
        parse.setAccessible(true);
        Parser.parse = MethodHandles.lookup()
                .unreflect(parse)
                .bindTo(parser)
                .asType(MethodType.methodType(Object.class, byte[].class, byte[].class, long.class));
        return Parser::decode;
    }

    /** Its method as a constant, which the compiler looks through as it does through a call. */
    private static final class Parser {
        private static MethodHandle parse;

        private static final class Constant {
            private static final MethodHandle PARSE = parse;
        }

        private static Object decode(byte[] key, byte[] value) throws Throwable {
            return (Object) Constant.PARSE.invokeExact(key, value, 1L);
        }
    }
}
