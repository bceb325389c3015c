package dev.kagemusha.protocol.model;

import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.ServiceModel;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.utils.builder.Buildable;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a service's table ({@link dev.kagemusha.protocol.ServiceTable}) from AWS's published models. It walks the SDK's own
 * classes beside the model, so that names in the table are those of the SDK, and leaves out what the SDK does not know.
 *
 * <pre>
 * ModelExtractor &lt;SDK client class&gt; &lt;table to write&gt; &lt;model&gt; [&lt;newer model&gt;]
 * </pre>
 *
 * A model is a file, or {@code jar!entry}: {@code com.amazonaws:aws-java-sdk-models:1.12.797} has entries
 * {@code models/<endpoint>-<version>-model.json}, {@code software.amazon.api.models:dynamodb:1.0.14} has
 * {@code META-INF/smithy/<version>/dynamodb-<version>.json}. S3 is in neither: its model is
 * {@code botocore/data/s3/2006-03-01/service-2.json}. All are under the Apache License 2.0. Facts of AWS that no model has
 * (root elements and error statuses of S3, the namespace of DynamoDB's errors) are in {@link KnownFacts}.
 */
final class ModelExtractor {
    private final ServiceModel service;
    private final AwsModel base;
    private final AwsModel newest;
    private final Map<String, String> sdkNames = new HashMap<>();
    private final Map<String, List<String>> shapes = new TreeMap<>();
    private final Map<String, List<String>> enums = new TreeMap<>();
    private final Set<Class<?>> seen = new HashSet<>();

    private ModelExtractor(Class<?> client, AwsModel base, AwsModel newest) {
        this.service = ServiceModel.of(client);
        this.base = base;
        this.newest = newest;
        for (Method method : client.getMethods()) {
            if (method.getParameterCount() > 0) {
                String request = method.getParameterTypes()[0].getSimpleName();
                if (request.endsWith("Request")) {
                    String name = request.substring(0, request.length() - "Request".length());
                    sdkNames.put(name.toLowerCase(Locale.ROOT), name);
                }
            }
        }
    }

    public static void main(String[] args) throws Exception {
        AwsModel base = AwsModel.read(text(args[2]));
        AwsModel newest = args.length > 3 ? AwsModel.read(text(args[3])) : base;
        Class<?> client = Class.forName(args[0]);
        List<String> lines = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            lines.add("# Extracted from " + origin(args[i]) + " (Apache-2.0) by ModelExtractor");
        }
        lines.addAll(new ModelExtractor(client, base, newest).lines());
        Path out = Path.of(args[1]);
        Files.createDirectories(out.toAbsolutePath().getParent());
        Files.writeString(out, String.join("\n", lines) + "\n");
    }

    private static String origin(String source) {
        int entry = source.indexOf('!');
        if (entry < 0) {
            return source.substring(Math.max(0, source.indexOf("botocore/")));
        }
        return Path.of(source.substring(0, entry)).getFileName() + "!" + source.substring(entry + 1);
    }

    private static String text(String source) throws IOException {
        int entry = source.indexOf('!');
        if (entry < 0) {
            return Files.readString(Path.of(source));
        }
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(source.substring(0, entry)))) {
            return Files.readString(jar.getPath(source.substring(entry + 1)), StandardCharsets.UTF_8);
        }
    }

    private List<String> lines() throws Exception {
        List<String> lines = new ArrayList<>();
        for (String key : List.of("targetPrefix", "jsonVersion", "apiVersion", "xmlNamespace")) {
            String value = base.metadata().get(key);
            if (value != null) {
                lines.add("service " + key + "=" + value);
            }
        }
        if (base.metadata().containsKey("awsQueryCompatible")) {
            lines.add("service queryCompatible=true");
        }
        lines.addAll(KnownFacts.attributes(service.client()));
        lines.addAll(operations());
        lines.addAll(errors());
        for (String name : new TreeSet<>(sdkNames.values())) {
            AwsModel.Operation operation = operation(name);
            SdkPojo request = builder(name);
            if (request != null) {
                walk(request, operation == null ? null : operation.input());
            }
        }
        shapes.putAll(KnownFacts.shapesBeyond(service.client()));
        enums.forEach((name, values) -> lines.add("enum " + name + " " + String.join(" ", values)));
        shapes.forEach((name, members) -> {
            lines.add("shape " + name);
            members.forEach(member -> lines.add(" " + member));
        });
        return lines;
    }

    private AwsModel.@Nullable Operation operation(String sdkName) {
        for (AwsModel model : List.of(newest, base)) {
            for (AwsModel.Operation operation : model.operations().values()) {
                if (operation.name().equalsIgnoreCase(sdkName)) {
                    return operation;
                }
            }
        }
        return null;
    }

    private List<String> operations() throws Exception {
        boolean rest = base.metadata().getOrDefault("protocol", "").startsWith("rest");
        List<String> lines = new ArrayList<>();
        for (String sdkName : new TreeSet<>(sdkNames.values())) {
            AwsModel.Operation operation = operation(sdkName);
            String name = operation == null ? sdkName : operation.name();
            StringBuilder extra = new StringBuilder(KnownFacts.operation(service.client(), name));
            if (!name.equals(sdkName)) {
                extra.append(" class=").append(sdkName);
            }
            if (operation != null
                    && operation.wrapper() != null
                    && !operation.wrapper().isEmpty()
                    && !operation.wrapper().equals(name + "Result")) {
                extra.append(" wrapper=").append(operation.wrapper());
            }
            if (rest) {
                OperationInfo binding = SdkBindings.of(service.client(), sdkName);
                int status = KnownFacts.success(service.client(), name, operation == null ? 200 : operation.status());
                lines.add("operation " + name + " " + binding.httpMethod() + " " + binding.requestUri() + " " + status
                        + extra);
            } else if (!extra.isEmpty()) {
                lines.add("operation " + name + " " + SdkHttpMethod.POST + " / 200" + extra);
            }
        }
        lines.addAll(KnownFacts.operationsBeyond(service.client()));
        lines.sort(null);
        return lines;
    }

    private List<String> errors() {
        Map<String, String> lines = new TreeMap<>();
        Map<String, AwsModel.Shape> all = new TreeMap<>(base.shapes());
        all.putAll(newest.shapes());
        String model = modelPackage();
        all.forEach((name, shape) -> {
            AwsModel.Fault fault = shape.fault();
            if (fault == null) {
                return;
            }
            Class<?> exception = null;
            for (String candidate : List.of(name, name + "Exception", exceptionName(name), acronymAsWord(name))) {
                exception = exception == null ? load(model + "." + candidate) : exception;
            }
            if (exception == null
                    || (!exception.getSimpleName().equals(name) && all.containsKey(exception.getSimpleName()))) {
                return;
            }
            // Only a query service puts the error's own code on the wire; the others put the shape's name there.
            boolean query = "query".equals(base.metadata().get("protocol"));
            boolean queryCompatible = base.metadata().containsKey("awsQueryCompatible");
            String code = fault.code() != null && query ? fault.code() : name;
            StringBuilder line = new StringBuilder("error " + exception.getSimpleName() + " " + code + " "
                    + KnownFacts.status(service.client(), name, fault.status()));
            if (shape.members().containsKey("Message")) {
                line.append(" message=Message");
            }
            if (queryCompatible && fault.code() != null) {
                line.append(" query=").append(fault.code());
            }
            lines.put(exception.getSimpleName(), line.toString());
        });
        return List.copyOf(lines.values());
    }

    private String modelPackage() {
        OperationModel any = service.operation(service.operationNames().getFirst());
        return Objects.requireNonNull(any).requestType().getPackageName();
    }

    /** The SDK names its exceptions {@code …Exception}, whatever AWS's model calls them. */
    private static String exceptionName(String shape) {
        for (String suffix : List.of("Error", "Fault")) {
            if (shape.endsWith(suffix)) {
                return shape.substring(0, shape.length() - suffix.length()) + "Exception";
            }
        }
        return shape;
    }

    private static @Nullable Class<?> load(String name) {
        try {
            Class<?> found = Class.forName(name);
            return AwsServiceException.class.isAssignableFrom(found) ? found : null;
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return null;
        }
    }

    private @Nullable SdkPojo builder(String sdkName) {
        for (String name : service.operationNames()) {
            if (name.equalsIgnoreCase(sdkName)) {
                OperationModel operation = service.operation(name);
                return operation == null ? null : operation.newRequest();
            }
        }
        return null;
    }

    private void walk(SdkPojo builder, @Nullable String shapeName) {
        Class<?> type = ((Buildable) builder).build().getClass();
        if (!seen.add(type)) {
            return;
        }
        AwsModel.Shape shape = shapeName == null ? null : shape(shapeName);
        List<String> lines = new ArrayList<>();
        List<SdkField<?>> fields = new ArrayList<>(builder.sdkFields());
        fields.sort(Comparator.comparingInt(field -> KnownFacts.rank(service.client(), field.memberName())));
        for (SdkField<?> field : fields) {
            String member = shape == null ? null : member(shape, field);
            boolean required = field.containsTrait(RequiredTrait.class);
            String target = null;
            if (shape != null && member != null) {
                required = shape.required().contains(member) || requiredBefore(shape, member);
                target = shape.members().get(member);
            }
            member(field, target, field.locationName(), required, lines);
        }
        if (!lines.isEmpty()) {
            shapes.put(type.getSimpleName(), lines);
        }
    }

    private AwsModel.@Nullable Shape shape(String name) {
        AwsModel.Shape found = newest.shapes().get(name);
        return found == null ? base.shapes().get(name) : found;
    }

    /** A newer model relaxes members because of others that this SDK does not have. */
    private boolean requiredBefore(AwsModel.Shape shape, String member) {
        AwsModel.Shape older = base.shapes().get(shape.name());
        return older != null && older.required().contains(member);
    }

    private static @Nullable String member(AwsModel.Shape shape, SdkField<?> field) {
        for (String member : shape.members().keySet()) {
            if (shape.locations().getOrDefault(member, member).equals(field.locationName())
                    || member.equals(field.memberName())) {
                return member;
            }
        }
        return null;
    }

    /** Writes one member's constraints, then those of what is inside it. */
    private void member(SdkField<?> field, @Nullable String target, String path, boolean required, List<String> lines) {
        AwsModel.Shape shape = target == null ? null : shape(target);
        StringBuilder line = new StringBuilder();
        if (required) {
            line.append(" required");
        }
        if (shape != null) {
            constraints(shape, line);
        }
        if (!line.isEmpty()) {
            lines.add(path + line);
        }
        ListTrait list = field.getTrait(ListTrait.class);
        MapTrait map = field.getTrait(MapTrait.class);
        if (list != null) {
            member(list.memberFieldInfo(), inner(shape, "member"), path + "/member", false, lines);
        } else if (map != null) {
            AwsModel.Shape key = shape == null ? null : shape(String.valueOf(inner(shape, "key")));
            if (key != null) {
                StringBuilder keyLine = new StringBuilder();
                constraints(key, keyLine);
                if (!keyLine.isEmpty()) {
                    lines.add(path + "/key" + keyLine);
                }
            }
            member(map.valueFieldInfo(), inner(shape, "value"), path + "/value", false, lines);
        } else if (field.constructor() != null) {
            walk(field.constructor().get(), target);
        }
    }

    private static @Nullable String inner(AwsModel.@Nullable Shape shape, String part) {
        return shape == null ? null : shape.members().get(part);
    }

    private void constraints(AwsModel.Shape shape, StringBuilder line) {
        if (!KnownFacts.checked(service.client())) {
            return;
        }
        if (shape.sensitive()) {
            line.append(" sensitive");
        }
        if (shape.min() != null || shape.max() != null) {
            line.append(shape.counted() ? " length:" : " range:")
                    .append(shape.min() == null ? "" : shape.min())
                    .append(':')
                    .append(shape.max() == null ? "" : shape.max());
        }
        if (!shape.values().isEmpty()) {
            enums.put(shape.name(), KnownFacts.printed(service.client(), shape.values()));
            line.append(" enum:").append(shape.name());
        }
        if (shape.pattern() != null) {
            line.append(" pattern:").append(shape.pattern());
        }
    }

    /** In the SDK's names an acronym is a word: {@code KMSInvalidStateException} is {@code KmsInvalidStateException}. */
    private static String acronymAsWord(String shape) {
        int capitals = 0;
        while (capitals < shape.length() && Character.isUpperCase(shape.charAt(capitals))) {
            capitals++;
        }
        return capitals < 2
                ? shape
                : shape.charAt(0)
                        + shape.substring(1, capitals - 1).toLowerCase(Locale.ROOT)
                        + shape.substring(capitals - 1);
    }
}
