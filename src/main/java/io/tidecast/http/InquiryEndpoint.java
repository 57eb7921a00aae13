package io.tidecast.http;

import io.tidecast.forecaster.PlannedValue;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Endpoint of one kind of inquiry into a device's forecast. It changes nothing, so it needs no token of those that do;
 * it takes a stream thread's time, so nobody may ask often.
 */
public record InquiryEndpoint(InquirySource.Kind kind, InquirySource source) implements Endpoint {
    private static final String SET = "set";
    private static final int LONGEST_SET = 4_000;

    /** One for each kind. */
    public static List<Endpoint> all(InquirySource source) {
        return Arrays.stream(InquirySource.Kind.values())
                .<Endpoint>map(kind -> new InquiryEndpoint(kind, source))
                .toList();
    }

    /** What is said first of a device of which nothing is forecast. */
    static String missing(String device) {
        return "nothing is forecast of device " + device;
    }

    @Override
    public String path() {
        return kind.path();
    }

    @Override
    public List<String> methods() {
        return kind.methods();
    }

    @Override
    public Rights rights() {
        return Rights.ASK;
    }

    @Override
    public Answer answer(Request request) {
        String device = request.segments().get("id");
        boolean local = Query.oneOf(request, "local", List.of("false", "true")).equals("true");
        try {
            InquirySource.Inquiry inquiry = new InquirySource.Inquiry(kind, device, set(request));
            return source.of(inquiry, request.caller(), local).answer(missing(device));
        } catch (PlannedValue.WrongException e) {
            return Answer.refused(HttpStatus.BAD_REQUEST_400, List.of(e.getMessage()));
        }
    }

    private String set(Request request) {
        if (kind != InquirySource.Kind.WHAT_IF) {
            return "";
        }
        String set = request.query().get(SET);
        if (set == null) {
            throw new WrongRequest(SET, "be given: it must " + PlannedValue.RULE, "not");
        }
        if (set.length() > LONGEST_SET) {
            throw new WrongRequest(SET, "have at most " + LONGEST_SET + " characters", set.length() + " characters");
        }
        return set;
    }
}
