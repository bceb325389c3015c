package dev.kagemusha.testing;

import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Good JSON requests of a service, changed in their values: each has to be answered, and never with a failure of the server. What is
 * wrong is told with the seed that makes it again.
 */
public final class BodyFuzz {
    /** A good request. */
    public record Request(String operation, String body) {}

    private static final Pattern TOKEN =
            Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|-?[0-9][0-9.eE+-]*|true|false|null|[{}\\[\\],:]");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"");

    /** What is put into requests of every service. */
    private static final List<String> FRAGMENTS = List.of(
            "\"\"",
            "\"a\"",
            "\"" + "a".repeat(300) + "\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"AA=\"",
            "0",
            "-1",
            "1.5",
            "1e400",
            "99999999999999999999",
            "null",
            "true",
            "[]",
            "{}",
            "[null]",
            "[\"\",\"\"]",
            "{\"\":{}}");

    private final RunningServer server;
    private final RequestHead head;
    private final UnaryOperator<String> target;
    private final List<Request> requests;
    private final List<String> fragments = new ArrayList<>(FRAGMENTS);
    private final List<String> failures = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final long seed = Seed.next();
    private final Random random = new Random(seed);

    /**
     * Of one service.
     *
     * @param head of any request that an SDK has sent
     * @param target what {@code X-Amz-Target} says for an operation
     * @param own what is put into requests of this service
     */
    public BodyFuzz(
            RunningServer server,
            RequestHead head,
            UnaryOperator<String> target,
            List<Request> requests,
            List<String> own) {
        this.server = server;
        this.head = head;
        this.target = target;
        this.requests = List.copyOf(requests);
        fragments.addAll(own);
    }

    /**
     * Reads requests: one a line, the operation before the first blank.
     *
     * @param words what takes the place of {@code "$name"} in them
     */
    public static List<Request> requests(String lines, Map<String, String> words) {
        List<Request> requests = new ArrayList<>();
        for (String line : lines.strip().split("\n")) {
            int blank = line.indexOf(' ');
            String body = line.substring(blank + 1);
            for (Map.Entry<String, String> word : words.entrySet()) {
                body = body.replace("\"$" + word.getKey() + '"', '"' + word.getValue() + '"');
            }
            requests.add(new Request(line.substring(0, blank), body));
        }
        return requests;
    }

    /** The operations that these are requests of. */
    public static Set<String> operations(List<Request> requests) {
        Set<String> operations = new TreeSet<>();
        requests.forEach(request -> operations.add(request.operation()));
        return operations;
    }

    /** All operations of SDK clients. */
    public static Set<String> operations(Class<?>... clients) {
        Set<String> operations = new TreeSet<>();
        for (Class<?> client : clients) {
            for (Method method : client.getMethods()) {
                if (method.getParameterCount() == 1
                        && method.getReturnType().getSimpleName().endsWith("Response")
                        && method.getParameterTypes()[0].getSimpleName().endsWith("Request")) {
                    String name = method.getName();
                    operations.add(Character.toUpperCase(name.charAt(0)) + name.substring(1));
                }
            }
        }
        return operations;
    }

    /** Sends so many changed requests. */
    public void send(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            Request request = requests.get(random.nextInt(requests.size()));
            String body = request.body();
            for (int i = random.nextInt(3); i > 0; i--) {
                body = change(body);
            }
            Headers headers =
                    new Headers().addAll(head.headers()).set("X-Amz-Target", target.apply(request.operation()));
            RawHttp.Answer answer = RawHttp.send(
                    server.port(),
                    RawHttp.bytes(
                            new RequestHead("POST", "/", "", headers, false, head.remote()), body.getBytes(UTF_8)));
            statuses.merge(answer.status(), 1, Integer::sum);
            if (answer.status() == 500
                    || answer.text().contains("\tat ")
                    || answer.text().contains("dev.kagemusha.")) {
                failures.add(request.operation() + " " + body + "\n=> " + answer.status() + " " + answer.text());
            }
        }
    }

    /** Nothing sent so far has failed the server, and enough of it was still good: fewer the longer it ran, as keys end disabled. */
    public void check() {
        assertThat(failures.subList(0, Math.min(5, failures.size())))
                .as("the first of %d of seed %d", failures.size(), seed)
                .isEmpty();
        int sent = statuses.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(statuses.getOrDefault(200, 0)).as(statuses.toString()).isGreaterThan(sent / 40);
    }

    /** Puts something else in the place of a value or name, or takes a member out. */
    private String change(String body) {
        List<int[]> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(body);
        while (matcher.find()) {
            if (matcher.end() - matcher.start() > 1 || Character.isDigit(body.charAt(matcher.start()))) {
                tokens.add(new int[] {matcher.start(), matcher.end()});
            }
        }
        String fragment = fragments.get(random.nextInt(fragments.size()));
        if (tokens.isEmpty()) {
            return fragment;
        }
        int[] token = tokens.get(random.nextInt(tokens.size()));
        String other =
                switch (random.nextInt(3)) {
                    case 0 -> fragment;
                    case 1 -> {
                        int[] own = tokens.get(random.nextInt(tokens.size()));
                        yield body.substring(own[0], own[1]);
                    }
                    default -> borrowed();
                };
        return body.substring(0, token[0]) + other + body.substring(token[1]);
    }

    /** A text of another request. */
    private String borrowed() {
        Matcher any = TEXT.matcher(requests.get(random.nextInt(requests.size())).body());
        String found = "\"x\"";
        for (int i = random.nextInt(20); i >= 0 && any.find(); i--) {
            found = any.group();
        }
        return found;
    }
}
