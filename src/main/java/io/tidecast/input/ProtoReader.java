package io.tidecast.input;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.List;

/**
 * Reader of Protobuf messages within limits; in the wire format of registries it is told which of a file's they are.
 */
final class ProtoReader {
    private static final int MOST_NESTED = 100;

    private final ReadingLimits limits;

    ProtoReader(ReadingLimits limits) {
        this.limits = limits;
    }

    /** @throws IOException as Protobuf's own, if the bytes are none of the message */
    Object message(Descriptor message, byte[] value, int from) throws IOException {
        return read(message, stream(value, from));
    }

    /** The same of one of a file's messages, behind the places it is at: {@code 2, 1, 0} is the first in the second. */
    Object indexed(FileDescriptor file, byte[] value, int from) throws IOException {
        CodedInputStream in = stream(value, from);
        int count = in.readSInt32();
        if (count < 0 || count > MOST_NESTED) {
            throw new InvalidProtocolBufferException(
                    "places of the message must be 0.." + MOST_NESTED + ", was " + count);
        }
        Descriptor message = at(file.getMessageTypes(), count == 0 ? 0 : in.readSInt32());
        for (int level = 1; level < count; level++) {
            message = at(message.getNestedTypes(), in.readSInt32());
        }
        return read(message, in);
    }

    private static Descriptor at(List<Descriptor> messages, int place) throws IOException {
        if (place < 0 || place >= messages.size()) {
            throw new InvalidProtocolBufferException(
                    "place of the message must be within " + messages.size() + ", was " + place);
        }
        return messages.get(place);
    }

    private CodedInputStream stream(byte[] value, int from) {
        CodedInputStream in = CodedInputStream.newInstance(value, from, value.length - from);
        in.setRecursionLimit(limits.depth());
        return in;
    }

    /** Any bytes may be fields that are not known: those of which none is are of another schema. */
    private static Object read(Descriptor type, CodedInputStream in) throws IOException {
        DynamicMessage message = DynamicMessage.parseFrom(type, in);
        in.checkLastTagWas(0);
        if (message.getAllFields().isEmpty() && message.getSerializedSize() > 0) {
            throw new InvalidProtocolBufferException("it has no field of " + type.getFullName());
        }
        return message;
    }
}
