package io.tidecast.security;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.metadata.authorizer.StandardAcl;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/**
 * Kafka's own authorizer, which keeps in mind what it was asked, so that one can see what it would say with other
 * rights.
 */
public final class RecordingAuthorizer extends StandardAuthorizer {
    /** Of all brokers of this process: they make their authorizer themselves, by its name. */
    private static final Map<Question, AuthorizationResult> ASKED = new ConcurrentHashMap<>();

    /** A request that a principal has made. */
    private record Question(String principal, AclOperation operation, ResourcePattern resource, boolean counts) {}

    /** Beside what it is asked, the context of one question, which holds the principal. */
    private static final Map<String, AuthorizableRequestContext> CONTEXTS = new ConcurrentHashMap<>();

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        String principal = context.principal().toString();
        CONTEXTS.putIfAbsent(principal, context);
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            ASKED.put(
                    new Question(principal, action.operation(), action.resourcePattern(), action.logIfDenied()),
                    results.get(i));
        }
        return results;
    }

    public static void forget() {
        ASKED.clear();
    }

    /**
     * What a user has asked for in vain. Left out are questions that the broker marks as harmless when denied: whether
     * a right to the whole cluster makes one to a topic unnecessary.
     */
    public static Set<String> denied(String user) {
        Set<String> denied = new TreeSet<>();
        ASKED.forEach((question, result) -> {
            if (question.principal().equals("User:" + user)
                    && question.counts()
                    && result == AuthorizationResult.DENIED) {
                denied.add(text(question));
            }
        });
        return denied;
    }

    /** What a user has asked for and was given, and would not be given with these rights alone. */
    public static Set<String> missing(String user, List<AclBinding> rights) {
        StandardAuthorizer judge = new StandardAuthorizer();
        judge.configure(Map.of());
        judge.withPluginMetrics(new PluginMetricsImpl(new Metrics(), Map.of()));
        judge.completeInitialLoad();
        rights.forEach(right -> judge.addAcl(Uuid.randomUuid(), StandardAcl.fromAclBinding(right)));
        Set<String> missing = new TreeSet<>();
        ASKED.forEach((question, result) -> {
            if (question.principal().equals("User:" + user) && result == AuthorizationResult.ALLOWED) {
                Action action = new Action(question.operation(), question.resource(), 1, true, true);
                if (judge.authorize(CONTEXTS.get(question.principal()), List.of(action))
                                .get(0)
                        == AuthorizationResult.DENIED) {
                    missing.add(text(question));
                }
            }
        });
        return missing;
    }

    private static String text(Question question) {
        return question.operation() + " on " + question.resource().resourceType() + " "
                + question.resource().name();
    }
}
