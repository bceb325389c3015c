package dev.kagemusha.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Packs the libraries of a distribution for one platform:
 *
 * <pre>
 * app/     jars of our own, which change most often
 * lib/     jars of others, without what a server never loads
 * native/  shared libraries of this platform, outside their jars: nothing is unpacked at a start, so no disk is written
 * </pre>
 *
 * <p>Left out are natives of other platforms, and signatures of jars: the JVM would check them at every start and keeps such classes
 * out of its AOT cache. Times of files are always the same, so that the same libraries give the same layer.
 */
public final class Pack {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private static final Pattern NEVER_READ =
            Pattern.compile("META-INF/(?:maven/.*|[^/]*\\.(?:SF|RSA|DSA|EC)|native-image/.*|proguard/.*|INDEX\\.LIST)"
                    + "|codegen-resources/.*");

    private static final Pattern NATIVE = Pattern.compile(".*\\.(?:so|dll|jnilib|dylib|a|lib)");

    private final Pattern ours;
    private final Path to;

    private Pack(Pattern ours, Path to) {
        this.ours = ours;
        this.to = to;
    }

    /** Arguments: the folder of jars, the folder to make, {@code amd64} or {@code arm64}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("usage: Pack FROM TO amd64|arm64");
        }
        pack(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]);
    }

    /**
     * Packs all jars of a folder.
     *
     * @param architecture of the Linux machine that will run them, as OCI spells it: {@code amd64} or {@code arm64}
     */
    static void pack(Path from, Path to, String architecture) throws IOException {
        String names =
                switch (architecture.toLowerCase(Locale.ROOT)) {
                    case "amd64" -> "linux64|linux[-_/](?:amd64|x86_64)";
                    case "arm64" -> "linux[-_/]aarch64|linux[-_/]aarch_64";
                    default -> throw new IllegalArgumentException("amd64 or arm64, not " + architecture);
                };
        Pack pack = new Pack(Pattern.compile("(?:.*[-/])?(?:" + names + ")(?:\\.so|/[^/]*\\.so)"), to);
        for (String folder : List.of("app", "lib", "native")) {
            Files.createDirectories(to.resolve(folder));
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(from)) {
            jars = files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
        for (Path jar : jars) {
            pack.jar(jar);
        }
    }

    private void jar(Path jar) throws IOException {
        String name = String.valueOf(jar.getFileName());
        try (ZipFile in = new ZipFile(jar.toFile())) {
            List<ZipEntry> entries = new ArrayList<>(Collections.list(in.entries()));
            boolean own = in.getEntry("dev/kagemusha/") != null
                    || entries.stream().anyMatch(entry -> entry.getName().startsWith("dev/kagemusha/"));
            Path target = to.resolve(own ? "app" : "lib").resolve(name);
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
                out.setLevel(Deflater.BEST_COMPRESSION);
                for (ZipEntry entry : entries) {
                    copy(in, entry, out);
                }
            }
            Files.setLastModifiedTime(target, TIME);
        }
    }

    private void copy(ZipFile in, ZipEntry entry, ZipOutputStream out) throws IOException {
        String name = entry.getName();
        if (entry.isDirectory()
                || name.endsWith("module-info.class")
                || NEVER_READ.matcher(name).matches()) {
            return;
        }
        try (InputStream content = in.getInputStream(entry)) {
            if (NATIVE.matcher(name).matches()) {
                if (ours.matcher(name).matches()) {
                    Path library = to.resolve("native").resolve(name.substring(name.lastIndexOf('/') + 1));
                    Files.write(library, content.readAllBytes());
                    Files.setLastModifiedTime(library, TIME);
                }
                return;
            }
            ZipEntry copy = new ZipEntry(name);
            copy.setLastModifiedTime(TIME);
            out.putNextEntry(copy);
            if (name.equals("META-INF/MANIFEST.MF")) {
                manifest(content, out);
            } else {
                content.transferTo(out);
            }
            out.closeEntry();
        }
    }

    /** Without the digests of each class, which only signatures need: they make most of a signed jar's manifest. */
    private static void manifest(InputStream content, OutputStream out) throws IOException {
        Attributes main = new Manifest(content).getMainAttributes();
        Manifest kept = new Manifest();
        kept.getMainAttributes().putAll(main);
        kept.write(out);
    }
}
