package io.tidecast.input;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.jackson.dataformat.ExtensionTypeCustomDeserializers;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** Jackson's dataformats: the mappers of CBOR and MessagePack, within the limits of a reading. */
final class BinaryJson {
    /** MessagePack's extension of moments. */
    private static final byte TIMESTAMP = -1;

    private BinaryJson() {}

    static ObjectMapper cbor(ReadingLimits limits) {
        return new ObjectMapper(CBORFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxStringLength(limits.bytes())
                        .maxNameLength(limits.bytes())
                        .maxNumberLength(FieldNumbers.LONGEST)
                        .build())
                .build());
    }

    /** Its own parser keeps no limits; {@link BoundedParser} does. Extensions but for moments are bytes. */
    static ObjectMapper messagePack(ReadingLimits limits) {
        ExtensionTypeCustomDeserializers extensions = new ExtensionTypeCustomDeserializers();
        for (int type = Byte.MIN_VALUE; type <= Byte.MAX_VALUE; type++) {
            extensions.addCustomDeser((byte) type, type == TIMESTAMP ? BinaryJson::moment : data -> data);
        }
        return new ObjectMapper(new MessagePackFactory().setExtTypeCustomDesers(extensions));
    }

    /** A moment by the extension's three lengths. */
    private static Moment moment(byte[] data) throws IOException {
        try (MessageUnpacker whole = MessagePack.newDefaultUnpacker(extension(data))) {
            return new Moment(whole.unpackTimestamp());
        }
    }

    private static byte[] extension(byte[] data) {
        byte[] head =
                switch (data.length) {
                    case 4 -> new byte[] {(byte) 0xd6, TIMESTAMP};
                    case 8 -> new byte[] {(byte) 0xd7, TIMESTAMP};
                    default -> new byte[] {(byte) 0xc7, (byte) data.length, TIMESTAMP};
                };
        byte[] whole = new byte[head.length + data.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(data, 0, whole, head.length, data.length);
        return whole;
    }
}
