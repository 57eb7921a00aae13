package io.tidecast.input;

import com.google.protobuf.AnyProto;
import com.google.protobuf.DescriptorProtos;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DurationProto;
import com.google.protobuf.EmptyProto;
import com.google.protobuf.FieldMaskProto;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StructProto;
import com.google.protobuf.TimestampProto;
import com.google.protobuf.WrappersProto;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Linker of Protobuf schemas: makes descriptors of texts and of what protoc has compiled. An import that nobody has is
 * left open, as those of options are that say nothing of data.
 */
final class ProtoText {
    /** What every Protobuf has, by the name it is imported by. */
    private static final Map<String, FileDescriptor> WELL_KNOWN = Stream.of(
                    TimestampProto.getDescriptor(),
                    DurationProto.getDescriptor(),
                    WrappersProto.getDescriptor(),
                    StructProto.getDescriptor(),
                    AnyProto.getDescriptor(),
                    EmptyProto.getDescriptor(),
                    FieldMaskProto.getDescriptor(),
                    DescriptorProtos.getDescriptor())
            .collect(Collectors.toMap(FileDescriptor::getName, Function.identity()));

    private final Map<String, FileDescriptor> linked = new HashMap<>(WELL_KNOWN);
    private final Function<String, Optional<FileDescriptorProto>> files;

    private ProtoText(Function<String, Optional<FileDescriptorProto>> files) {
        this.files = files;
    }

    /**
     * The file of a text.
     *
     * @param imports texts of what it imports, by name
     * @throws IllegalArgumentException if it is no schema
     */
    static FileDescriptor file(String text, Map<String, String> imports) {
        ProtoText linker =
                new ProtoText(name -> Optional.ofNullable(imports.get(name)).map(of -> parsed(name, of)));
        return linker.link(parsed("readings.proto", text));
    }

    /**
     * The message that the bytes of a file describe: a text, or a descriptor set.
     *
     * @param name the message's name, with its package or without; the first one of the (last) file if empty
     * @throws IllegalArgumentException if there is none
     */
    static Descriptor message(byte[] bytes, Optional<String> name) {
        Optional<FileDescriptorSet> set = descriptorSet(bytes);
        if (set.isEmpty()) {
            return named(List.of(file(new String(bytes, StandardCharsets.UTF_8), Map.of())), name);
        }
        Map<String, FileDescriptorProto> byName = set.get().getFileList().stream()
                .collect(Collectors.toMap(FileDescriptorProto::getName, Function.identity(), (a, b) -> a));
        ProtoText linker = new ProtoText(file -> Optional.ofNullable(byName.get(file)));
        List<FileDescriptor> files =
                set.get().getFileList().stream().map(linker::link).toList();
        return named(name.isPresent() ? files : files.subList(files.size() - 1, files.size()), name);
    }

    private static Descriptor named(List<FileDescriptor> files, Optional<String> name) {
        return files.stream()
                .flatMap(file -> file.getMessageTypes().stream())
                .filter(message -> name.isEmpty()
                        || message.getFullName().equals(name.get())
                        || message.getName().equals(name.get()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has no message " + name.orElse("at all")));
    }

    /** Empty for a text, which is no set but by a very rare chance. */
    private static Optional<FileDescriptorSet> descriptorSet(byte[] bytes) {
        try {
            FileDescriptorSet set = FileDescriptorSet.parseFrom(bytes);
            boolean named = set.getFileCount() > 0 && set.getFileList().stream().allMatch(FileDescriptorProto::hasName);
            return named ? Optional.of(set) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static FileDescriptorProto parsed(String name, String text) {
        ProtoFileElement file = ProtoParser.Companion.parse(Location.get(name), text);
        return ProtoFiles.of(name, file);
    }

    private FileDescriptor link(FileDescriptorProto file) {
        FileDescriptor known = linked.get(file.getName());
        if (known != null) {
            return known;
        }
        FileDescriptor[] needed = file.getDependencyList().stream()
                .map(this::needed)
                .flatMap(Optional::stream)
                .toArray(FileDescriptor[]::new);
        try {
            FileDescriptor made = FileDescriptor.buildFrom(file, needed, true);
            linked.put(file.getName(), made);
            return made;
        } catch (DescriptorValidationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Optional<FileDescriptor> needed(String name) {
        FileDescriptor known = linked.get(name);
        return known != null ? Optional.of(known) : files.apply(name).map(this::link);
    }
}
