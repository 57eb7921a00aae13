package io.tidecast.http;

import io.tidecast.config.Parsers;
import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writers of the API: who may change what serves, and how often.
 *
 * @param token what they must bring; without one nobody may
 * @param perMinute changes an address may ask for, with the right token or without
 */
public record Writers(Optional<BearerToken> token, int perMinute) {
    static final Setting<Path> TOKEN_FILE = Setting.derived(
            "http.write-token-file",
            "FILE",
            "nothing is changed by the API",
            "a file that holds the bearer token of who may pin, unpin, roll back, retrain and reset models by the API;"
                    + " closed to others than owner and group. Needs http.api and WRITE on models and retraining",
            Parsers.nonEmpty(Parsers.as("the path of a file", Path::of)));
    static final Setting<Integer> PER_MINUTE = Setting.count(
                    "http.writes-per-minute",
                    "N",
                    30,
                    "such changes that one address may ask for in a minute, whether it brings the token or not; beyond"
                            + " it the answer is 429")
            .must(Rule.between(1, 6_000));

    /** Nobody. */
    static final Writers NONE = new Writers(Optional.empty(), 30);

    public Writers {
        PER_MINUTE.check(perMinute);
    }

    static Writers from(Values values) {
        return new Writers(
                values.find(TOKEN_FILE).map(file -> BearerToken.readPrivate(TOKEN_FILE, file)), values.get(PER_MINUTE));
    }
}
