package dev.kagemusha.s3.access;

import dev.kagemusha.policy.Effect;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PublicAccess;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bucket policies by their text, compiled once. */
final class Documents {
    private static final int KEPT = 1_000;

    private final Map<String, Document> parsed = new ConcurrentHashMap<>();

    /**
     * A policy.
     *
     * @param denials what is left of it for those whom it may not let in
     * @param isPublic whether it lets anybody in
     */
    record Document(Policy policy, Policy denials, boolean isPublic) {
        static Document of(Policy policy) {
            Policy denials = new Policy(
                    policy.version(),
                    policy.id(),
                    policy.statements().stream()
                            .filter(s -> s.effect() == Effect.DENY)
                            .toList());
            return new Document(policy, denials, PublicAccess.allowedBy(policy));
        }
    }

    /** A policy that was checked when it was put. */
    Document get(String text) {
        Document known = parsed.get(text);
        if (known == null) {
            known = Document.of(PolicyText.kept(text));
            if (parsed.size() >= KEPT) {
                parsed.clear();
            }
            parsed.put(text, known);
        }
        return known;
    }
}
