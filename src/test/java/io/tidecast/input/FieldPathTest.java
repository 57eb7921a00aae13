package io.tidecast.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldPathTest {
    @Test
    void shouldEscapeSlashesAndTildesInNames() {
        assertThat(FieldPath.of("a/b", "~t", "0")).hasToString("/a~1b/~0t/0");
        assertThat(new FieldPath("/a~1b/~0t/~01/").names()).containsExactly("a/b", "~t", "~1", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "temp", "values/temp", " /temp", "header:", "record:temp", "keys"})
    void shouldRefuseATextThatIsNoPointer(String text) {
        assertThatThrownBy(() -> new FieldPath(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "field path must be a JSON pointer such as /values/temp, or record:/POINTER, header:NAME or key, was "
                                + text);
    }

    @Property
    void shouldGiveBackItsNames(@ForAll @Size(min = 1, max = 4) List<@StringLength(max = 6) String> names) {
        assertThat(FieldPath.of(names.toArray(String[]::new)).names()).isEqualTo(names);
    }

    /** Jackson's pointers are the reference, an escape that RFC 6901 does not know included. */
    @Property
    void shouldNameWhatAJsonPointerNames(
            @ForAll @StringLength(max = 12) @CharRange(from = '/', to = '2') @CharRange(from = '}', to = '~')
                    String text) {
        List<String> names = new ArrayList<>();
        for (JsonPointer at = JsonPointer.compile("/" + text); !at.matches(); at = at.tail()) {
            names.add(at.getMatchingProperty());
        }
        assertThat(new FieldPath("/" + text).names()).isEqualTo(names);
    }
}
