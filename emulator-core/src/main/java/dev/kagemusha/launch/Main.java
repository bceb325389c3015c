package dev.kagemusha.launch;

import java.util.List;

/** The command line's entry. Exit code 2: it cannot start as asked, and nothing was changed on disk. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        try {
            switch (Config.read(List.of(arguments), System.getenv())) {
                case Config.Asked.Print print -> System.out.println(print.text());
                case Config.Asked.Run run -> {
                    Server server = Server.start(run.config());
                    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
                    System.out.println("Kagemusha " + Version.current() + " listens on " + server.endpoint() + ", "
                            + server.durability());
                    if (server.ready()) {
                        System.out.println("Ready.");
                    }
                }
            }
        } catch (UsageException e) {
            System.err.println("kagemusha: " + e.getMessage());
            System.exit(2);
        }
    }
}
