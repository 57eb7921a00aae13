package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                                          | ''                | text | plain
            */*                                                         | identity          | text | plain
            application/openmetrics-text;version=1.0.0,text/plain;q=0.5 | gzip              | open | gzip
            application/openmetrics-text; q=0.2, text/plain;q=0.5       | br, gzip;q=0.5    | text | gzip
            text/html,*/*;q=0.8                                         | gzip;q=0          | text | plain
            APPLICATION/OPENMETRICS-TEXT                                | deflate, GZIP     | open | gzip
            """)
    void shouldAnswerInWhatIsPreferred(String accept, String encodings, String type, String encoding) {
        Request request = new Request("GET", Map.of(), accept, encodings);
        Answer answer = new MetricsEndpoint(contentType -> contentType).answer(request);
        assertThat(answer.type()).startsWith(type.equals("open") ? "application/openmetrics-text" : "text/plain");
        assertThat(answer.headers().containsKey("Content-Encoding")).isEqualTo(encoding.equals("gzip"));
        assertThat(answer.headers()).containsEntry("Vary", "Accept, Accept-Encoding");
    }
}
