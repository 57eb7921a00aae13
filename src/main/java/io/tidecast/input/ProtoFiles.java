package io.tidecast.input;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.TypeElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiler of parsed .proto texts to descriptors, as far as they say how data are read. */
final class ProtoFiles {
    private static final Pattern MAP = Pattern.compile("map\\s*<\\s*(\\w+)\\s*,\\s*([\\w.]+)\\s*>");
    /** Types that have no name of their own. */
    private static final Map<String, FieldDescriptorProto.Type> SCALARS = Stream.of(
                    FieldDescriptorProto.Type.TYPE_DOUBLE,
                    FieldDescriptorProto.Type.TYPE_FLOAT,
                    FieldDescriptorProto.Type.TYPE_INT64,
                    FieldDescriptorProto.Type.TYPE_UINT64,
                    FieldDescriptorProto.Type.TYPE_INT32,
                    FieldDescriptorProto.Type.TYPE_FIXED64,
                    FieldDescriptorProto.Type.TYPE_FIXED32,
                    FieldDescriptorProto.Type.TYPE_BOOL,
                    FieldDescriptorProto.Type.TYPE_STRING,
                    FieldDescriptorProto.Type.TYPE_BYTES,
                    FieldDescriptorProto.Type.TYPE_UINT32,
                    FieldDescriptorProto.Type.TYPE_SFIXED32,
                    FieldDescriptorProto.Type.TYPE_SFIXED64,
                    FieldDescriptorProto.Type.TYPE_SINT32,
                    FieldDescriptorProto.Type.TYPE_SINT64)
            .collect(Collectors.toMap(
                    type -> type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT), Function.identity()));

    private final boolean proto3;

    private ProtoFiles(boolean proto3) {
        this.proto3 = proto3;
    }

    /** @throws IllegalArgumentException if it is of an edition, not of proto2 or proto3 */
    static FileDescriptorProto of(String name, ProtoFileElement file) {
        String syntax = file.getSyntax() == null ? "proto2" : file.getSyntax().toString();
        if (!syntax.equals("proto2") && !syntax.equals("proto3")) {
            throw new IllegalArgumentException(
                    "syntax must be proto2 or proto3 (a descriptor set may be of any), was " + syntax);
        }
        FileDescriptorProto.Builder made =
                FileDescriptorProto.newBuilder().setName(name).setSyntax(syntax);
        Optional.ofNullable(file.getPackageName()).ifPresent(made::setPackage);
        made.addAllDependency(file.getImports());
        for (String needed : file.getPublicImports()) {
            made.addPublicDependency(made.getDependencyCount()).addDependency(needed);
        }
        ProtoFiles compiler = new ProtoFiles(syntax.equals("proto3"));
        for (TypeElement type : file.getTypes()) {
            if (type instanceof MessageElement message) {
                made.addMessageType(compiler.message(message));
            } else if (type instanceof EnumElement choice) {
                made.addEnumType(choice(choice));
            }
        }
        return made.build();
    }

    private DescriptorProto message(MessageElement message) {
        DescriptorProto.Builder made = DescriptorProto.newBuilder().setName(message.getName());
        for (TypeElement type : message.getNestedTypes()) {
            if (type instanceof MessageElement nested) {
                made.addNestedType(message(nested));
            } else if (type instanceof EnumElement choice) {
                made.addEnumType(choice(choice));
            }
        }
        for (OneOfElement oneOf : message.getOneOfs()) {
            int index = made.getOneofDeclCount();
            made.addOneofDecl(OneofDescriptorProto.newBuilder().setName(oneOf.getName()));
            oneOf.getFields().forEach(field -> made.addField(field(field, made).setOneofIndex(index)));
        }
        List<FieldDescriptorProto.Builder> optionals = new ArrayList<>();
        for (FieldElement field : message.getFields()) {
            FieldDescriptorProto.Builder compiled = field(field, made);
            if (proto3 && field.getLabel() == Field.Label.OPTIONAL) {
                optionals.add(compiled.setProto3Optional(true));
            } else {
                made.addField(compiled);
            }
        }
        // Each is a oneof of itself, behind the others.
        for (FieldDescriptorProto.Builder optional : optionals) {
            made.addField(optional.setOneofIndex(made.getOneofDeclCount()));
            made.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + optional.getName()));
        }
        return made.build();
    }

    private static FieldDescriptorProto.Builder field(FieldElement field, DescriptorProto.Builder in) {
        FieldDescriptorProto.Builder made = FieldDescriptorProto.newBuilder()
                .setName(field.getName())
                .setNumber(field.getTag())
                .setLabel(label(field.getLabel()));
        Matcher map = MAP.matcher(field.getType());
        if (map.matches()) {
            String entry = entryName(field.getName());
            in.addNestedType(DescriptorProto.newBuilder()
                    .setName(entry)
                    .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                    .addField(typed(entryField("key", 1), map.group(1)))
                    .addField(typed(entryField("value", 2), map.group(2))));
            return made.setLabel(Label.LABEL_REPEATED)
                    .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                    .setTypeName(entry);
        }
        return typed(made, field.getType());
    }

    private static FieldDescriptorProto.Builder entryField(String name, int number) {
        return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setLabel(Label.LABEL_OPTIONAL);
    }

    /** A type with a name is a message or an enum, which linking tells. */
    private static FieldDescriptorProto.Builder typed(FieldDescriptorProto.Builder field, String type) {
        FieldDescriptorProto.Type scalar = SCALARS.get(type);
        return scalar == null ? field.setTypeName(type) : field.setType(scalar);
    }

    private static Label label(Field.Label label) {
        if (label == Field.Label.REPEATED) {
            return Label.LABEL_REPEATED;
        }
        return label == Field.Label.REQUIRED ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL;
    }

    /** As protoc names it: {@code sensor_values} has {@code SensorValuesEntry}. */
    private static String entryName(String field) {
        StringBuilder name = new StringBuilder();
        for (String word : field.split("_", -1)) {
            if (!word.isEmpty()) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return name.append("Entry").toString();
    }

    private static EnumDescriptorProto choice(EnumElement choice) {
        EnumDescriptorProto.Builder made = EnumDescriptorProto.newBuilder().setName(choice.getName());
        choice.getConstants()
                .forEach(constant ->
                        made.addValueBuilder().setName(constant.getName()).setNumber(constant.getTag()));
        if (choice.getOptions().stream().anyMatch(option -> option.getName().equals("allow_alias"))) {
            made.getOptionsBuilder().setAllowAlias(true);
        }
        return made.build();
    }
}
