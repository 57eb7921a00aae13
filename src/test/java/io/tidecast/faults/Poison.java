package io.tidecast.faults;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * A record that no reading can be made of.
 *
 * @param kind what is wrong with it
 */
record Poison(String kind, byte[] key, byte[] value) {
    private static final byte[] KEY = Site.utf8("gateway");

    /** A value of so many bytes that is no JSON. */
    static Poison unreadable(int bytes) {
        return text("no JSON", "x".repeat(bytes));
    }

    /** One of every kind, each pretending to be of a device. */
    static List<Poison> ofEveryKind(String device) {
        List<Poison> kinds = new ArrayList<>();
        kinds.add(new Poison("null value", KEY, null));
        kinds.add(new Poison("null key and value", null, null));
        kinds.add(new Poison("empty", KEY, new byte[0]));
        kinds.add(text("no JSON", "temp=3"));
        kinds.add(text("cut off", "{\"device\":\"" + device + "\",\"values\":{\"temp\":1"));
        kinds.add(text("more than one value", reading(device, now(), "1") + "{}"));
        kinds.add(text("an array", "[1,2]"));
        kinds.add(text("a number", "7"));
        kinds.add(new Poison(
                "no device and null key", null, Site.utf8("{\"ts\":\"" + now() + "\",\"values\":{\"temp\":1}}")));
        kinds.add(new Poison(
                "no device and a key that is no UTF-8",
                new byte[] {(byte) 0xc3, 0x28},
                Site.utf8("{\"ts\":\"" + now() + "\",\"values\":{\"temp\":1}}")));
        kinds.add(text("empty device", reading("", now(), "1")));
        kinds.add(text("device too long", reading("d".repeat(10_000), now(), "1")));
        kinds.add(text("NUL in device", reading("a\\u0000b", now(), "1")));
        kinds.add(text("device of wrong type", "{\"device\":{},\"values\":{\"temp\":1}}"));
        kinds.add(text("value of wrong type", reading(device, now(), "\"hot\"")));
        kinds.add(text("value an object", reading(device, now(), "{\"a\":1}")));
        kinds.add(text("1e308", reading(device, now(), "1e308")));
        kinds.add(text("-1e308", reading(device, now(), "-1e308")));
        kinds.add(text("a number of 10,000 digits", reading(device, now(), "9".repeat(10_000))));
        kinds.add(text("an exponent without end", reading(device, now(), "1e999999999")));
        kinds.add(text("time of wrong type", "{\"device\":\"" + device + "\",\"ts\":true,\"values\":{\"temp\":1}}"));
        kinds.add(text("time that is none", reading(device, "yesterday", "1")));
        kinds.add(text("time before 1600", reading(device, "1599-12-31T23:59:59Z", "1")));
        kinds.add(text("time after 9999", reading(device, "+10000-01-01T00:00:00Z", "1")));
        kinds.add(text(
                "two hours ahead",
                reading(device, Instant.now().plusSeconds(7_200).toString(), "1")));
        kinds.add(text("huge string", "{\"device\":\"" + device + "\",\"note\":\"" + "x".repeat(1_200_000) + "\"}"));
        kinds.add(text("too many tokens", "{\"device\":\"" + device + "\",\"a\":[" + "1,".repeat(30_000) + "1]}"));
        kinds.add(text("deep nesting", "{\"device\":\"" + device + "\",\"a\":" + "[".repeat(20_000)));
        kinds.add(new Poison(
                "bad UTF-8",
                KEY,
                "{\"device\":\"\u00c3(\",\"values\":{\"temp\":1}}".getBytes(StandardCharsets.ISO_8859_1)));
        kinds.add(new Poison("binary", KEY, new byte[] {0, 1, 2, (byte) 0xff, (byte) 0xfe}));
        return kinds;
    }

    private static Poison text(String kind, String value) {
        return new Poison(kind, KEY, Site.utf8(value));
    }

    private static String now() {
        return Instant.now().toString();
    }

    private static String reading(String device, String time, String temp) {
        return "{\"device\":\"" + device + "\",\"ts\":\"" + time + "\",\"values\":{\"temp\":" + temp + "}}";
    }

    /** Larger than the application could write on: a good reading of so many bytes. */
    static Poison oversize(String device, int bytes) {
        String reading = reading(device, now(), "1");
        return text("oversize", reading + " ".repeat(bytes - reading.length()));
    }

    Future<RecordMetadata> send(Site site) {
        return site.send(new ProducerRecord<>(Site.READINGS, key, value));
    }
}
