package dev.kagemusha.service;

import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.auth.Authorization;
import dev.kagemusha.auth.Caller;
import dev.kagemusha.auth.SignedText;
import dev.kagemusha.auth.Verified;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Protocol;
import dev.kagemusha.state.Scope;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One call on its way through the {@link Gateway}, and the {@link Call} that a chapter sees of it. Steps fill it in order;
 * a field is read only after the step that sets it.
 */
final class GatewayCall implements RouteCall {
    private static final String NOBODYS_ACCOUNT = "000000000000";

    private final Gateway gateway;
    private final RequestHead head;
    private final Authorization authorization;
    private final String requestId;
    private final AuditRecord record;
    private final Definition service;
    private final String region;
    private final @Nullable GatewayCall parent;
    private boolean outside;

    private final @Nullable Protocol protocol;
    private final Address address;
    private @Nullable Verified verified;
    private @Nullable Caller caller;
    private @Nullable OperationModel operation;
    private Map<String, String> labels = Map.of();
    private Supplier<Headers> trailers = Headers::new;
    private @Nullable Headers answered;
    private List<? extends SdkPojo> mixed = List.of();

    GatewayCall(
            Gateway gateway,
            RequestHead head,
            Authorization authorization,
            String requestId,
            AuditRecord record,
            Definition service,
            @Nullable Protocol protocol,
            String region,
            Address address,
            @Nullable GatewayCall parent) {
        this.gateway = gateway;
        this.head = head;
        this.authorization = authorization;
        this.requestId = requestId;
        this.record = record;
        this.service = service;
        this.protocol = protocol;
        this.region = region;
        this.address = address;
        this.parent = parent;
        record.resolved(service.name(), "");
    }

    Authorization authorization() {
        return authorization;
    }

    Definition service() {
        return service;
    }

    Protocol protocol() {
        return Objects.requireNonNull(protocol);
    }

    Address address() {
        return address;
    }

    AuditRecord record() {
        return record;
    }

    @Nullable
    GatewayCall parent() {
        return parent;
    }

    /** It stands for somebody outside: calls made of it come through no service. */
    void isOutside() {
        this.outside = true;
    }

    boolean outside() {
        return outside;
    }

    void found(OperationModel asked, Map<String, String> withLabels) {
        this.operation = asked;
        this.labels = merged(address.labels(), withLabels);
        record.resolved(service.name(), asked.name());
    }

    @Nullable
    OperationModel operationOrNull() {
        return operation;
    }

    private static Map<String, String> merged(Map<String, String> some, Map<String, String> more) {
        if (some.isEmpty() || more.isEmpty()) {
            return some.isEmpty() ? more : some;
        }
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    OperationModel operation() {
        return Objects.requireNonNull(operation);
    }

    Map<String, String> labels() {
        return labels;
    }

    void identified(Verified as) {
        this.verified = as;
        identified(as.caller());
    }

    void identified(Caller as) {
        this.caller = as;
        record.identified(as, region);
    }

    /** The same request as the operation that another head asks for. */
    GatewayCall as(RequestHead other, Address to) {
        Verified as = verified();
        String in = as.region() == null ? region : as.region();
        GatewayCall call =
                new GatewayCall(gateway, other, authorization, requestId, record, service, protocol, in, to, parent);
        call.identified(as);
        return call;
    }

    @Override
    public Headers ids() {
        return protocol().ids(service.model(), requestId);
    }

    @Override
    public Instant identify(SignedText signed) {
        gateway.identifyBy(this, signed);
        return Objects.requireNonNull(verified().signedAt());
    }

    @Override
    public Response perform(RequestHead other, Address to, RequestBody body) {
        return gateway.perform(this, other, to, body);
    }

    Verified verified() {
        return Objects.requireNonNull(verified);
    }

    void trailers(Supplier<Headers> source) {
        this.trailers = source;
    }

    @Override
    public Caller caller() {
        return Objects.requireNonNull(caller);
    }

    @Override
    public String account() {
        String account = caller().account();
        return account.isEmpty() ? NOBODYS_ACCOUNT : account;
    }

    @Override
    public String region() {
        return region;
    }

    @Override
    public String partition() {
        return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    @Override
    public String requestId() {
        return requestId;
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public String baseUrl() {
        String host = head.host();
        return host.isEmpty() ? gateway.publicUrl() : (head.secure() ? "https://" : "http://") + host;
    }

    @Override
    public EmulatorClock clock() {
        return gateway.clock();
    }

    @Override
    public int scope() {
        return scope(account(), region);
    }

    @Override
    public int globalScope() {
        return scope("", "");
    }

    @Override
    public int scope(String account, String inRegion) {
        return gateway.store().scope(new Scope(partition(), service.name(), account, inRegion));
    }

    @Override
    public void require(Permission permission) {
        try {
            gateway.require(this, permission);
        } catch (Gateway.AccessDenied e) { // an operation on many resources answers for each
            throw Errors.thrown(e, Errors.of(this, e));
        }
    }

    @Override
    public boolean denied(Permission permission) {
        return gateway.denied(this, permission);
    }

    @Override
    public boolean allowedUnder(Permission permission, Policy policy) {
        return gateway.allowedUnder(this, permission, policy);
    }

    @Override
    public List<String> calledVia() {
        if (parent == null) {
            return List.of();
        }
        List<String> chain = new ArrayList<>();
        for (GatewayCall above = parent; above != null; above = above.parent()) {
            chain.addFirst(above.service().name() + ".amazonaws.com");
        }
        return chain;
    }

    @Override
    public <C> C client(Class<C> type) {
        return gateway.client(this, type);
    }

    @Override
    public Headers trailers() {
        return trailers.get();
    }

    @Override
    public void answer(String header, String value) {
        if (answered == null) {
            answered = new Headers();
        }
        answered.set(header, value);
    }

    /** Headers that the operation sends beside those of its response, or null. */
    @Nullable
    Headers answered() {
        return answered;
    }

    @Override
    public void mixed(List<? extends SdkPojo> elements) {
        mixed = elements;
    }

    List<? extends SdkPojo> mixed() {
        return mixed;
    }

    @Override
    public void note(String name, Object value) {
        record.note(name, value);
    }
}
