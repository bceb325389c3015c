package dev.kagemusha.hooks;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Errands;
import dev.kagemusha.service.Registry;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.utils.builder.SdkBuilder;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Carries out what seeds declare, as the root of the account they name: through the gateway, so that constraints and the services'
 * own checks hold and every call is on record.
 *
 * <p>A step is carried out once in a store. That it was is written beside what it made, in the scope of its service, account and
 * region: a restart passes over it, and where a reset or a restored snapshot has taken away what it made, the next start makes it
 * again. Something that is there already when a step would create it counts as made.
 */
public final class Seeds {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z0-9_-]+)((?:\\.[A-Za-z0-9_-]+)+)}");

    /** How services say that what a Create operation would make is there already. */
    private static final Set<String> THERE = Set.of(
            "ResourceInUseException",
            "AlreadyExistsException",
            "ResourceAlreadyExistsException",
            "BucketAlreadyOwnedByYou",
            "EntityAlreadyExists",
            "ConflictException");

    private static final int TRIES = 12;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final Registry registry;
    private final Errands errands;
    private final StateStore store;
    private final SeedReader reader = new SeedReader();

    public Seeds(Registry registry, Errands errands, StateStore store) {
        this.registry = registry;
        this.errands = errands;
        this.store = store;
    }

    /**
     * Carries out a seed.
     *
     * @param name of the file below the folder of hooks; a step is known again by it
     * @return what to tell of it
     */
    String plant(String name, Path file) throws HookFailed, InterruptedException {
        Map<String, Object> answers = new HashMap<>();
        Map<String, Integer> alike = new HashMap<>();
        int made = 0;
        int there = 0;
        for (Step step : reader.read(file)) {
            Definition service = service(step);
            OperationModel operation = operation(service, step);
            String same = step.service()
                    + ' '
                    + step.operation()
                    + ' '
                    + step.account()
                    + ' '
                    + step.region()
                    + ' '
                    + step.text();
            String digest = digest(name + ' ' + alike.merge(same, 1, Integer::sum) + ' ' + same);
            Scope scope = new Scope(partition(step.region()), service.name(), step.account(), step.region());
            String kept = store.read(view -> view.get(HookTables.PLANTED, store.scope(scope), digest));
            if (kept != null) {
                there++;
            } else {
                SdkPojo answer = carryOut(step, service, operation, file, answers);
                if (answer == null) {
                    there++;
                } else {
                    made++;
                }
                kept = answer == null || step.as() == null ? "{}" : reader.write(Shapes.tree(answer));
                record(scope, digest, kept);
            }
            if (step.as() != null) {
                answers.put(step.as(), reader.tree(kept));
            }
        }
        return made + " made" + (there == 0 ? "" : ", " + there + " there already");
    }

    private void record(Scope scope, String digest, String answer) {
        int id = store.scope(scope);
        store.write(Locks.of(HookTables.PLANTED, id, digest), tx -> {
            tx.upsert(HookTables.PLANTED, id, digest, answer);
            return digest;
        });
    }

    // ---- what is asked

    private Definition service(Step step) throws HookFailed {
        Definition named = registry.byName(step.service());
        if (named != null) {
            return named;
        }
        String wanted = step.service().replace("-", "").toLowerCase(Locale.ROOT);
        for (Definition each : registry.all()) {
            String client = each.model().client().getSimpleName();
            if (client.substring(0, client.length() - "Client".length()).equalsIgnoreCase(wanted)) {
                return each;
            }
        }
        throw new HookFailed("there is no service " + step.service() + "; there are "
                + String.join(", ", registry.names().stream().sorted().toList()));
    }

    private static OperationModel operation(Definition service, Step step) throws HookFailed {
        OperationModel operation = service.model().operation(step.operation());
        if (operation == null) {
            throw new HookFailed("there is no operation " + step.operation() + " of " + step.service());
        }
        if (operation.streamsOut()) {
            throw new HookFailed(step + " answers with a stream; a seed has no use for it");
        }
        return operation;
    }

    private static String partition(String region) {
        return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    // ---- the call

    /** The answer, or null where what would be created is there already. */
    private @Nullable SdkPojo carryOut(
            Step step, Definition service, OperationModel operation, Path file, Map<String, Object> answers)
            throws HookFailed, InterruptedException {
        Map<String, Object> input = resolved(step, step.input(), answers);
        List<Object> arguments = new ArrayList<>();
        RequestBody body = operation.streamsIn() ? body(step, input.remove("Body"), file) : null;
        SdkPojo builder = operation.newRequest();
        Shapes.fill(builder, input, step + ": " + step.operation());
        arguments.add(((SdkBuilder<?, ?>) builder).build());
        if (body != null) {
            arguments.add(body);
        }
        Object client = errands.outside(service.model().client(), new Caller.Root(step.account()), step.region());
        for (int attempt = 1; ; attempt++) {
            try {
                return (SdkPojo) operation.method().invoke(client, arguments.toArray());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(operation.name(), e);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof AwsServiceException refused)) {
                    throw new IllegalStateException(operation.name(), e.getCause());
                }
                String code = refused.awsErrorDetails().errorCode();
                if (step.operation().startsWith("Create") && THERE.contains(code)) {
                    return null;
                }
                // A client would try again, too.
                if (!refused.isThrottlingException() || attempt == TRIES) {
                    throw new HookFailed(step + ": " + code + ": "
                            + refused.awsErrorDetails().errorMessage());
                }
                Thread.sleep(Math.min(FIRST_PAUSE_MILLIS << attempt, LONGEST_PAUSE_MILLIS));
            }
        }
    }

    /** Text as it is, {@code {"Base64": …}}, or {@code {"File": …}} beside the seed. */
    private static RequestBody body(Step step, @Nullable Object body, Path file) throws HookFailed {
        if (body == null) {
            return RequestBody.empty();
        }
        if (body instanceof String text) {
            return RequestBody.fromBytes(text.getBytes(StandardCharsets.UTF_8));
        }
        if (body instanceof Map<?, ?> map && map.size() == 1) {
            try {
                if (map.get("File") instanceof String path) {
                    return RequestBody.fromBytes(Files.readAllBytes(file.resolveSibling(path)));
                }
                if (map.get("Base64") instanceof String base64) {
                    return RequestBody.fromBytes(Base64.getDecoder().decode(base64));
                }
            } catch (IOException e) {
                throw new HookFailed(step + ": the body cannot be read: " + e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new HookFailed(step + ": the body is not base64");
            }
        }
        throw new HookFailed(step + ": Body is text, {\"File\": path} or {\"Base64\": text}");
    }

    // ---- answers of earlier steps

    private static Map<String, Object> resolved(Step step, Map<?, ?> input, Map<String, Object> answers)
            throws HookFailed {
        Map<String, Object> resolved = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : input.entrySet()) {
            resolved.put(String.valueOf(entry.getKey()), resolved(step, entry.getValue(), answers));
        }
        return resolved;
    }

    private static Object resolved(Step step, @Nullable Object value, Map<String, Object> answers) throws HookFailed {
        if (value instanceof Map<?, ?> map) {
            return resolved(step, map, answers);
        }
        if (value instanceof List<?> list) {
            List<Object> resolved = new ArrayList<>();
            for (Object element : list) {
                resolved.add(resolved(step, element, answers));
            }
            return resolved;
        }
        if (value instanceof String text && text.contains("${")) {
            return resolved(step, text, answers);
        }
        return value == null ? "" : value;
    }

    /** A name that no step has is left as it is: policies have variables of the same form. */
    private static String resolved(Step step, String text, Map<String, Object> answers) throws HookFailed {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder resolved = new StringBuilder();
        while (matcher.find()) {
            String with = matcher.group();
            Object at = answers.get(matcher.group(1));
            if (at != null) {
                for (String member : matcher.group(2).substring(1).split("\\.", -1)) {
                    at = at instanceof Map<?, ?> map ? map.get(member) : null;
                }
                if (at == null || at instanceof Map || at instanceof List) {
                    throw new HookFailed(step + ": " + with + " is nothing that the answer had");
                }
                with = at.toString();
            }
            matcher.appendReplacement(resolved, Matcher.quoteReplacement(with));
        }
        return matcher.appendTail(resolved).toString();
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
