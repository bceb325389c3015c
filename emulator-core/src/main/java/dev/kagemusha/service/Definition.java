package dev.kagemusha.service;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.protocol.ServiceModel;
import dev.kagemusha.protocol.constraint.ConstraintValidator;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A service described: its SDK client interface, how it is recognised on the wire, the chapters that implement it, and its
 * authorization table. Built once with {@link #of}.
 */
public final class Definition {
    private final String name;
    private final ServiceModel model;
    private final ConstraintValidator constraints;
    private final List<Protocol> protocols = new ArrayList<>();
    private @Nullable SigningProfile signing;
    private final List<Chapter<?>> chapters = new ArrayList<>();
    private ActionTable actions = new ActionTable();
    private Addressing addressing = Addressing.PLAIN;
    private Endpoint endpoint = Endpoint.PLAIN;
    private Routes routes = Routes.NONE;
    private int bodyLimit = 10 * 1024 * 1024;
    private int headLimit = Integer.MAX_VALUE;
    private Set<String> brief = Set.of();
    private BodyCheck bodyCheck = BodyCheck.NONE;
    private Consumer<AuditRecord> observer = call -> {};
    private ResourcePolicies resourcePolicies = ResourcePolicies.NONE;
    private final Map<String, Report> reports = new HashMap<>();

    private Definition(String name, ServiceModel model) {
        this.name = name;
        this.model = model;
        this.constraints = new ConstraintValidator(model);
    }

    /** @param client the SDK's synchronous client interface, which the chapters implement */
    public static Definition of(String name, Class<?> client) {
        return new Definition(name, ServiceModel.of(client));
    }

    /**
     * The same for a service with operations that the SDK's client does not have yet.
     *
     * @param contract extends the client by them; the chapters implement it
     */
    public static <T> Definition of(String name, Class<T> client, Class<? extends T> contract) {
        return new Definition(name, ServiceModel.of(client, contract));
    }

    /** Protocols the service speaks, the preferred one first. */
    public Definition protocols(Protocol... spoken) {
        protocols.addAll(List.of(spoken));
        return this;
    }

    /** How its requests are signed, and the names in a credential scope that mean this service. */
    public Definition signing(SigningProfile profile) {
        this.signing = profile;
        return this;
    }

    /** Adds a chapter: a light object made for one call, which overrides its own operations of the client interface. */
    public <T> Definition chapter(Class<T> type, Function<Call, T> open) {
        chapters.add(new Chapter<>(type, open));
        return this;
    }

    public Definition actions(ActionTable table) {
        this.actions = table;
        return this;
    }

    /** Where the policies of its resources are. */
    public Definition resourcePolicies(ResourcePolicies policies) {
        this.resourcePolicies = policies;
        return this;
    }

    /** Shows a report at {@code /_kagemusha/SERVICE/NAME}. */
    public Definition report(String path, Report report) {
        reports.put(path, report);
        return this;
    }

    public Definition addressing(Addressing where) {
        this.addressing = where;
        return this;
    }

    /** What its endpoint does in HTTP itself. */
    public Definition endpoint(Endpoint manners) {
        this.endpoint = manners;
        return this;
    }

    /** What it answers beside its operations. */
    public Definition routes(Routes beside) {
        this.routes = beside;
        return this;
    }

    /** Bytes a gathered body may have. */
    public Definition bodyLimit(int bytes) {
        this.bodyLimit = bytes;
        return this;
    }

    /** Bytes that a request's line may have, and all its headers together; past them it is answered with an empty 400. */
    public Definition headLimit(int bytes) {
        this.headLimit = bytes;
        return this;
    }

    /**
     * Operations that take a few dozen microseconds and wait for nothing but the store: to change threads for them would cost as
     * much as they do, so that they run on the event loop while the store is {@linkplain dev.kagemusha.state.StateStore#prompt prompt}.
     */
    public Definition brief(String... operations) {
        this.brief = Set.of(operations);
        return this;
    }

    /** What is checked of a gathered body before it is decoded. */
    public Definition bodyCheck(BodyCheck check) {
        this.bodyCheck = check;
        return this;
    }

    /** Who is told of each call when it is over, on the calling thread; must be quick. */
    public Definition observer(Consumer<AuditRecord> each) {
        this.observer = each;
        return this;
    }

    public String name() {
        return name;
    }

    public ServiceModel model() {
        return model;
    }

    public ConstraintValidator constraints() {
        return constraints;
    }

    public List<Protocol> protocols() {
        return protocols;
    }

    public SigningProfile signing() {
        return Objects.requireNonNull(signing, name);
    }

    /** What stands before the dot in {@code X-Amz-Target}; null for services without it. */
    public @Nullable String targetPrefix() {
        return model.table().attribute("targetPrefix");
    }

    /** For example {@code 2011-06-15}; null when the service's table does not say it. */
    public @Nullable String apiVersion() {
        return model.table().attribute("apiVersion");
    }

    /** The report of this name, or null. */
    public @Nullable Report report(String path) {
        return reports.get(path);
    }

    public ActionTable actions() {
        return actions;
    }

    public Addressing addressing() {
        return addressing;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Routes routes() {
        return routes;
    }

    public int bodyLimit() {
        return bodyLimit;
    }

    int headLimit() {
        return headLimit;
    }

    ResourcePolicies resourcePolicies() {
        return resourcePolicies;
    }

    Consumer<AuditRecord> observer() {
        return observer;
    }

    boolean isBrief(String operation) {
        return brief.contains(operation);
    }

    BodyCheck bodyCheck() {
        return bodyCheck;
    }

    List<Chapter<?>> chapters() {
        return chapters;
    }

    record Chapter<T>(Class<T> type, Function<Call, T> open) {}
}
