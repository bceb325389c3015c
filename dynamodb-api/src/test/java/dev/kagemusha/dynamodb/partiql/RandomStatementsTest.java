package dev.kagemusha.dynamodb.partiql;

import dev.kagemusha.dynamodb.item.KeyAttribute;
import dev.kagemusha.dynamodb.item.KeyShape;
import dev.kagemusha.dynamodb.item.Value;
import dev.kagemusha.dynamodb.item.ValueType;
import dev.kagemusha.testing.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

final class RandomStatementsTest {
    private static final KeyShape KEYS =
            KeyShape.of(new KeyAttribute("pk", ValueType.S), new KeyAttribute("sk", ValueType.N));
    /** The launcher gives each thread 512 KB, of which the way of a request to its operation takes a part. */
    private static final int SMALL_STACK = 400 << 10;

    private static final String PIECES = "()[]{}<>'\"`,.;:?*=+-/!|#@ \n";

    @Test
    void aStatementPrintedAndParsedIsTheSame() {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        RandomStatements statements = new RandomStatements(new Random(seed));
        for (int i = 0; i < 5_000; i++) {
            String text = Printer.print(statements.statement());

            assertThat(Printer.print(Parser.parse(text).statement())).isEqualTo(text);
        }
    }

    @Test
    @Timeout(60)
    void whateverTheTextItIsReadOrRefused() {
        long seed = Seed.next();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        RandomStatements statements = new RandomStatements(random);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(Printer.print(statements.statement()));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                change(text, random);
            }
            read += isRead(text.toString(), random) ? 1 : 0;
        }
        assertThat(read).isPositive();
    }

    private static void change(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(5)) {
            case 0 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
            case 1 -> text.setCharAt(at, PIECES.charAt(random.nextInt(PIECES.length())));
            case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(5)));
            case 3 ->
                text.insert(
                        at,
                        " " + List.of("AND", "not", "FROM", "1e9", "in", "null").get(random.nextInt(6)) + " ");
            default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
        }
        if (text.isEmpty()) {
            text.append('S');
        }
    }

    /** Reads a statement, and takes its condition apart as a table would have it. */
    private static boolean isRead(String text, Random random) {
        try {
            Parser.Parsed parsed = Parser.parse(text);
            List<Value> parameters = new ArrayList<>();
            for (int i = 0; i < parsed.parameters(); i++) {
                parameters.add(random.nextBoolean() ? new Value.S("v") : new Value.N("1"));
            }
            Command command = Command.read(text, parameters);
            assertThat(command.attributes()).isNotNull();
            if (parsed.statement() instanceof Statement.Select select && select.where() != null) {
                Branches branches = new Branches(select.where(), KEYS, new Literals(parameters));
                if (branches.areKeyed()) {
                    branches.checkTypes(branches.branches());
                }
            }
            return true;
        } catch (DynamoDbException refused) {
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "{'a':",
                "<<",
                "NOT ",
                "- ",
                "a[",
                "size(",
                "a = 1 AND ",
                "a = 1 OR ",
                "1 + ",
                "1 = ",
                "a.",
                "'",
                "\"",
                "SELECT * FROM ",
                "FROM ",
                "x IN (",
                "a BETWEEN 1 AND ",
                "UPDATE a SET b = ",
                "/*",
                "--",
                "a = "
            })
    @Timeout(60)
    void noDepthOfNestingIsTooMuch(String piece) throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        Thread small = new Thread(null, () -> nest(piece), "small", SMALL_STACK);
        small.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        small.start();
        small.join();
        assertThat(failures).isEmpty();
    }

    /** From one more to as many as fit: what is just not too deep goes furthest. */
    private static void nest(String piece) {
        int most = 8192 / piece.length();
        for (int count = 1; count <= most; count = count < 110 ? count + 1 : count * 2) {
            String deep = piece.repeat(count);
            for (String text : List.of(
                    deep,
                    "SELECT * FROM tab WHERE " + deep + "1",
                    "SELECT * FROM tab WHERE pk = 'a' AND " + deep + "a"
                            + closing(piece).repeat(count),
                    "UPDATE tab SET a = " + deep + "1" + closing(piece).repeat(count),
                    "INSERT INTO tab VALUE {'a': " + deep + "1" + closing(piece).repeat(count) + "}")) {
                boolean ignored = isRead(text, new Random(1));
            }
        }
    }

    private static String closing(String piece) {
        return switch (piece) {
            case "(", "size(", "x IN (" -> ")";
            case "[", "a[" -> "]";
            case "{'a':" -> "}";
            case "<<" -> ">>";
            default -> "";
        };
    }
}
