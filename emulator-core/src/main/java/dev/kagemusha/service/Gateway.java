package dev.kagemusha.service;

import dev.kagemusha.audit.AuditLog;
import dev.kagemusha.audit.AuditRecord;
import dev.kagemusha.auth.Authorization;
import dev.kagemusha.auth.Caller;
import dev.kagemusha.auth.CheckedBody;
import dev.kagemusha.auth.PayloadCheck;
import dev.kagemusha.auth.SignatureVerifier;
import dev.kagemusha.auth.SignedText;
import dev.kagemusha.auth.Verified;
import dev.kagemusha.http.Body;
import dev.kagemusha.http.BodyException;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.Intake;
import dev.kagemusha.http.RequestHandler;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.http.Response;
import dev.kagemusha.policy.AuthorizationRequest;
import dev.kagemusha.policy.Decision;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.policy.PolicyEngine;
import dev.kagemusha.policy.PolicySource;
import dev.kagemusha.protocol.Address;
import dev.kagemusha.protocol.Inbound;
import dev.kagemusha.protocol.Match;
import dev.kagemusha.protocol.OperationModel;
import dev.kagemusha.protocol.Outbound;
import dev.kagemusha.protocol.SerializationException;
import dev.kagemusha.protocol.WireError;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.EmulatorClock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.function.Function;

/**
 * The life of a request, one method per step:
 *
 * <pre>
 *  1  the front door reads the head and asks {@link #intake} how the body is to come in
 *  2  {@link #open}        a request id, an audit record
 *  3  {@link #resolve}     service, protocol and (when the head tells) operation
 *  4  {@link #identify}    the signature becomes a caller; the body is wrapped so that it is verified as it is read
 *  5  {@link #decode}      bytes become the SDK's request, constraints are checked
 *  6  {@link #authorize}   the policy engine has its say
 *  7  {@link #run}         the chapter that overrides the operation
 *  8  {@link #encode}      the SDK's response becomes bytes, or a stream that is sent without gathering
 *  9  {@link #fail}        any exception becomes the protocol's error: nobody else translates errors
 * 10  {@link #close}       the audit record is closed
 * </pre>
 *
 * <p>A body that is not streamed is gathered first and steps 4 to 10 run on a platform thread, or where it was gathered if the
 * service calls the operation brief and the store would not make it wait; a streamed one is read by the operation itself, on
 * a virtual thread.
 *
 * <p>It is longer than a class should be because it is the one file that shows the whole way: a step taken out of it would have
 * to be looked for.
 */
public final class Gateway implements RequestHandler {
    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    private static final String OCTETS = "application/octet-stream";

    /** A streamed body up to this many bytes is gathered first. */
    private static final int TAKEN_WHOLE = 64 * 1024;

    /** A request up to this many bytes may be brief. */
    private static final int BRIEF = 16 * 1024;

    /** A streamed payload up to this many bytes is sent in one piece, without a thread of its own. */
    private static final int SENT_WHOLE = 64 * 1024;

    private final Registry registry;
    private final ServiceResolver resolver;
    private final SignatureVerifier verifier;
    private final Authorizer authorizer;
    private final AuditLog audit;
    private final Faults faults;
    private final StateStore store;
    private final EmulatorClock clock;
    private final String publicUrl;
    private final Origins origins;
    private final RequestIds requestIds = new RequestIds();
    private final Invoker invoker = new Invoker();

    public Gateway(
            Registry registry,
            SignatureVerifier verifier,
            PolicySource policies,
            AuditLog audit,
            Faults faults,
            StateStore store,
            EmulatorClock clock,
            String publicUrl,
            Origins origins,
            Errands errands) {
        this.registry = registry;
        this.resolver = new ServiceResolver(registry);
        this.verifier = verifier;
        this.authorizer = new Authorizer(policies);
        this.audit = audit;
        this.faults = faults;
        this.store = store;
        this.clock = clock;
        this.publicUrl = publicUrl;
        this.origins = origins;
        errands.through(this);
    }

    // ---- 1: how the body comes in

    @Override
    public Intake intake(RequestHead head) {
        // Defining a service reads its tables and may touch the store: not on an event loop.
        return registry.ready() ? decide(head) : (Intake.Deferred) () -> decide(head);
    }

    private Intake decide(RequestHead head) {
        String requestId = requestIds.next();
        GatewayCall call;
        try {
            call = open(head, requestId);
            if (call == null) {
                Response preflight = Endpoint.isPreflight(head) ? origins.preflight(head) : null;
                return new Intake.Answered(preflight == null ? nobodysRequest(head, requestId) : preflight);
            }
            Route route = call.service().routes().of(head);
            Response early = head.isLongerThan(call.service().headLimit())
                    ? Response.empty(400)
                    : route == null ? answer(call) : null;
            if (early != null) {
                close(call, early, null);
                return new Intake.Answered(early);
            }
            if (route != null) {
                call.record().resolved(call.service().name(), route.name());
                return (Intake.Streamed) body -> finish(call, serveRoute(call, route, body));
            }
            resolve(call, null);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "request " + requestId + " could not be taken in", e);
            return new Intake.Answered(Response.empty(500));
        }
        OperationModel operation = call.operationOrNull();
        if (operation != null && operation.streamsIn() && !isShort(call)) {
            return (Intake.Streamed) body -> finish(call, serveStreamed(call, body));
        }
        return new Gathering(call);
    }

    /** What the endpoint answers by itself, or null. */
    private @Nullable Response answer(GatewayCall call) {
        Response answer = call.service().endpoint().answer(call.head());
        return answer == null && Endpoint.isPreflight(call.head()) ? origins.preflight(call.head()) : answer;
    }

    /**
     * Whether a body that could be streamed comes cheaper in one piece: no thread of its own, no window. Nobody in particular, who
     * asks whether his body is wanted, is told before he sends it that it is not; who signs is trusted to know.
     */
    private static boolean isShort(GatewayCall call) {
        long length = call.head().contentLength();
        Headers headers = call.head().headers();
        return length <= TAKEN_WHOLE
                && (length > 0 || headers.contains("content-length"))
                && !(headers.contains("expect") && call.authorization().form() == Authorization.Form.NONE);
    }

    /** A call whose body is gathered before it runs. */
    private final class Gathering implements Intake.Gathered {
        private final GatewayCall call;

        Gathering(GatewayCall call) {
            this.call = call;
        }

        @Override
        public Where where() {
            if (faults.any()) {
                return Where.APART; // a rule may make it wait
            }
            return brief() && store.prompt() ? Where.LOOP : Where.POOL;
        }

        private boolean brief() {
            OperationModel operation = call.operationOrNull();
            return operation != null
                    && call.service().isBrief(operation.name())
                    && call.head().contentLength() <= BRIEF;
        }

        @Override
        public int limit() {
            return call.service().bodyLimit();
        }

        @Override
        public Response handle(byte[] body) {
            return finish(call, serve(call, body));
        }

        @Override
        public Response refuse(BodyException problem) {
            return finish(call, fail(call, problem));
        }
    }

    // ---- 2: the call is opened

    private @Nullable GatewayCall open(RequestHead head, String requestId) {
        Authorization authorization = Authorization.parse(head);
        ServiceResolver.Destination to = resolver.resolve(head, authorization);
        if (to == null) {
            return null;
        }
        AuditRecord record = new AuditRecord(requestId, null, head, clock.instant(), clock.ticks());
        Address address = to.service().addressing().address(head);
        return new GatewayCall(
                this, head, authorization, requestId, record, to.service(), to.protocol(), to.region(), address, null);
    }

    // ---- 3: which operation

    /** Finds the operation; without a body it may stay open until there is one. */
    private static @Nullable String resolve(GatewayCall call, byte @Nullable [] body) {
        Match match = call.protocol().match(call.service().model(), call.head(), call.address(), body);
        return switch (match) {
            case Match.Found found -> {
                call.found(found.operation(), found.labels());
                yield null;
            }
            case Match.NeedsBody needsBody -> null;
            case Match.Unknown unknown -> unknown.name();
        };
    }

    // ---- the two ways through steps 4 to 10

    private Response serve(GatewayCall call, byte[] gathered) {
        try {
            PayloadCheck.Content content = identify(call, gathered).payload().check(gathered);
            byte[] body = call.service()
                    .endpoint()
                    .content(call.head(), content.bytes(), call.service().bodyLimit());
            call.trailers(content::trailers);
            String unknown = call.operationOrNull() == null ? resolve(call, body) : null;
            if (call.operationOrNull() == null) {
                return fail(call, new UnknownOperation(unknown == null ? "" : unknown));
            }
            if (call.operation().streamsIn()) {
                RequestBody stream =
                        RequestBody.fromContentProvider(() -> new ByteArrayInputStream(body), body.length, OCTETS);
                return runToEnd(call, Response.NO_BYTES, stream);
            }
            call.service().bodyCheck().check(call.operation(), call.head(), content.trailers(), body);
            return runToEnd(call, body, RequestBody.empty());
        } catch (Throwable t) { // every failure ends in an answer
            return fail(call, t);
        }
    }

    private Response serveStreamed(GatewayCall call, Body raw) {
        try {
            Verified verified = identify(call, null);
            CheckedBody checked = verified.payload().open(raw);
            call.trailers(checked::trailers);
            // a body of which nothing is said is empty in HTTP; S3 wants that said
            long length = call.head().headers().contains("content-length")
                            || verified.payload().chunked()
                    ? checked.length()
                    : -1;
            RequestBody body = length < 0
                    ? RequestBody.fromContentProvider(() -> checked, OCTETS)
                    : RequestBody.fromContentProvider(() -> checked, length, OCTETS);
            return runToEnd(call, Response.NO_BYTES, body);
        } catch (Throwable t) {
            return fail(call, t);
        }
    }

    private Response finish(GatewayCall call, Response response) {
        String origin = call.head().headers().first("origin");
        if (origin != null
                && response.status() != 0
                && !call.service().endpoint().open()) {
            share(call, origin, response);
        }
        return call.service().endpoint().finish(call.head(), response);
    }

    /** Lets a script of another origin see the answer, where it may. */
    private void share(GatewayCall call, String origin, Response response) {
        try {
            if (!call.service().routes().share(call, response)) {
                origins.share(origin, response);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the origins of request " + call.requestId() + " are unknown", e);
        }
    }

    private Response runToEnd(GatewayCall call, byte[] body, RequestBody stream) throws Exception {
        Response response = perform(call, body, stream);
        close(call, response, response.status() == 0 ? "Dropped" : null);
        return response;
    }

    private Response perform(GatewayCall call, byte[] body, RequestBody stream) throws Exception {
        OperationModel operation = call.operation();
        SdkPojo request = decode(call, body);
        Faults.Effect fault =
                faults.any() ? faults.strike(call.service().name(), operation.name(), call.account()) : null;
        switch (fault) {
            case Faults.Effect.Drop drop -> {
                return Response.dropped();
            }
            case Faults.Effect.Fail fail -> throw new Struck(fail);
            case Faults.Effect.Delay delay -> Thread.sleep(delay.by());
            case null -> {}
        }
        authorize(call, request);
        return encode(call, run(call, request, stream));
    }

    // ---- requests that are no operation, and may become one

    private Response serveRoute(GatewayCall call, Route route, Body body) {
        try {
            call.identified(Verified.nobody());
            Response response = route.answer(call, body);
            close(call, response, response.status() == 0 ? "Dropped" : null);
            return response;
        } catch (Throwable t) { // every failure ends in an answer
            return fail(call, t);
        }
    }

    void identifyBy(GatewayCall call, SignedText signed) {
        call.identified(verifier.verify(signed, call.service().signing()));
    }

    Response perform(GatewayCall route, RequestHead head, Address address, RequestBody body) {
        GatewayCall call = route.as(head, address);
        try {
            String unknown = resolve(call, Response.NO_BYTES);
            if (call.operationOrNull() == null) {
                throw new UnknownOperation(unknown == null ? "" : unknown);
            }
            return perform(call, Response.NO_BYTES, body);
        } catch (RuntimeException e) {
            throw Errors.thrown(e, Errors.of(call, e));
        } catch (Exception e) {
            throw Errors.thrown(new IllegalStateException(e), Errors.of(call, e));
        }
    }

    // ---- 4: who is calling

    private Verified identify(GatewayCall call, byte @Nullable [] gathered) {
        Verified verified = verifier.verify(
                call.head(), call.authorization(), call.service().signing(), gathered);
        call.identified(verified);
        return verified;
    }

    // ---- 5: bytes become a request

    private static SdkPojo decode(GatewayCall call, byte[] body) throws SerializationException {
        Inbound in = new Inbound(call.verified().payload().plainHead(call.head()), call.labels(), body);
        SdkPojo request = call.protocol().decode(call.operation(), in);
        validate(call, request);
        return request;
    }

    private static void validate(GatewayCall call, SdkPojo request) {
        String violations = call.service().constraints().check(request);
        if (violations != null) {
            throw new InvalidRequest(violations);
        }
    }

    // ---- 6: may the caller?

    private void authorize(GatewayCall call, SdkPojo request) {
        ActionTable.Rule rule = call.service().actions().rule(call.operation().name());
        if (rule instanceof ActionTable.Rule.Before before) {
            require(call, before.permission().apply(request, call));
        } else if (rule == null && invoker.implemented(call.service(), call.operation())) {
            throw new IllegalStateException(call.operation() + " has no entry in its service's action table");
        }
    }

    void require(GatewayCall call, Permission permission) {
        ResourcePolicies.Side side;
        try {
            side = call.service().resourcePolicies().side(call, permission);
        } catch (RuntimeException e) {
            call.record().about(permission.resource());
            throw e;
        }
        AuthorizationRequest question = authorizer.question(call, permission, side);
        call.record().about(question.resource());
        Decision decision = PolicyEngine.decide(question);
        call.record().decided(new Explained(permission.action(), decision));
        if (decision instanceof Decision.Deny deny) {
            if (deny instanceof Decision.ImplicitDeny) {
                call.service().resourcePolicies().refused(call, permission, other -> allows(call, other));
            }
            String owner = question.resourceAccount();
            boolean strange =
                    owner != null && !owner.equals(question.requester().account());
            throw new AccessDenied(deny, question, strange || call.caller() instanceof Caller.Anonymous);
        }
        if (side.behind() != null) {
            require(call, side.behind());
        }
    }

    boolean denied(GatewayCall call, Permission permission) {
        ResourcePolicies.Side side = call.service().resourcePolicies().side(call, permission);
        return PolicyEngine.decide(authorizer.question(call, permission, side)) instanceof Decision.ExplicitDeny;
    }

    private boolean allows(GatewayCall call, Permission permission) {
        ResourcePolicies.Side side = call.service().resourcePolicies().side(call, permission);
        return PolicyEngine.decide(authorizer.question(call, permission, side)).allowed()
                && (side.behind() == null || allows(call, side.behind()));
    }

    boolean allowedUnder(GatewayCall call, Permission permission, Policy policy) {
        return authorizer.decideUnder(call, permission, policy).allowed();
    }

    // ---- 7: the operation

    private Invoker.Result run(GatewayCall call, SdkPojo request, RequestBody stream) {
        return invoker.invoke(call.service(), call.operation(), call, request, stream);
    }

    /** Another service, for a chapter: its operations enter here, after decoding. */
    <C> C client(GatewayCall parent, Class<C> type) {
        Definition service = registry.byClient(type);
        if (service == null) {
            throw new IllegalStateException("no service implements " + type.getName());
        }
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, new InternalClient(this, parent, service)));
    }

    /** The same for deferred work: the request that would be the parent was over long ago. */
    <C> C errand(Class<C> type, String serviceName, Caller caller, String region) {
        Definition service = registry.byName(serviceName);
        if (service == null) {
            throw new IllegalStateException("no service " + serviceName);
        }
        return client(requestless(service, caller, region, false), type);
    }

    /** Work of a service that no operation does, on behalf of a caller whose permissions count. */
    <R> R work(String serviceName, String operation, Caller caller, String region, Function<Call, R> work) {
        Definition service = registry.byName(serviceName);
        if (service == null) {
            throw new IllegalStateException("no service " + serviceName);
        }
        GatewayCall call = requestless(service, caller, region, false);
        call.record().resolved(serviceName, operation);
        try {
            R result = work.apply(call);
            close(call, 200, null);
            return result;
        } catch (RuntimeException e) {
            WireError error = Errors.of(call, e);
            close(call, error.status(), error.code());
            throw Errors.thrown(e, error);
        }
    }

    /** The same for calls that come through no service. */
    <C> C outside(Class<C> type, Caller caller, String region) {
        Definition service = registry.byClient(type);
        if (service == null) {
            throw new IllegalStateException("no service implements " + type.getName());
        }
        return client(requestless(service, caller, region, true), type);
    }

    private GatewayCall requestless(Definition service, Caller caller, String region, boolean outside) {
        RequestHead head = new RequestHead(
                "POST", "/", "", new Headers(), false, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        AuditRecord record = new AuditRecord(requestIds.next(), null, head, clock.instant(), clock.ticks());
        GatewayCall parent = new GatewayCall(
                this,
                head,
                Authorization.parse(head),
                record.requestId(),
                record,
                service,
                null,
                region,
                new Address("/", Map.of()),
                null);
        parent.identified(caller);
        if (outside) {
            parent.isOutside();
        }
        return parent;
    }

    Invoker.Result callInside(
            GatewayCall parent, Definition service, OperationModel operation, SdkPojo request, RequestBody body) {
        GatewayCall via = parent.outside() ? null : parent;
        AuditRecord record = new AuditRecord(
                requestIds.next(), via == null ? null : via.requestId(), parent.head(), clock.instant(), clock.ticks());
        GatewayCall call = new GatewayCall(
                this,
                parent.head(),
                parent.authorization(),
                record.requestId(),
                record,
                service,
                null,
                parent.region(),
                new Address("/", Map.of()),
                via);
        call.found(operation, Map.of());
        Caller caller = parent.caller();
        call.identified(caller);
        try {
            validate(call, request);
            authorize(call, request);
            Invoker.Result result = run(call, request, body);
            close(call, 200, null);
            return result;
        } catch (RuntimeException e) {
            WireError error = Errors.of(call, e);
            close(call, error.status(), error.code());
            throw Errors.thrown(e, error);
        }
    }

    // ---- 8: the response becomes bytes

    private static Response encode(GatewayCall call, Invoker.Result result) throws IOException {
        try {
            return encoded(call, result);
        } catch (IOException | RuntimeException e) {
            if (result.stream() != null) {
                result.stream().close(); // nobody else will
            }
            throw e;
        }
    }

    private static Response encoded(GatewayCall call, Invoker.Result result) throws IOException {
        Outbound out = call.protocol().encode(call.operation(), result.response(), call.requestId(), call.mixed());
        int status = out.status();
        if (result.response() instanceof SdkResponse response && response.sdkHttpResponse() != null) {
            SdkHttpResponse http = response.sdkHttpResponse();
            status = http.statusCode() > 0 ? http.statusCode() : status;
            http.forEachHeader(
                    (name, values) -> values.forEach(value -> out.headers().set(name, value)));
        }
        Headers answered = call.answered();
        if (answered != null) {
            answered.forEach((name, value) -> out.headers().set(name, value));
        }
        InputStream stream = result.stream();
        if (stream == null) {
            return Response.of(status, out.headers(), out.body());
        }
        String declared = out.headers().first("content-length");
        long length = declared == null ? -1 : Long.parseLong(declared);
        out.headers().remove("content-length");
        if (length >= 0 && length <= SENT_WHOLE) {
            try (stream) {
                return Response.of(status, out.headers(), stream.readNBytes((int) length));
            }
        }
        return new Response(status, out.headers(), new Streamed(stream, length));
    }

    /** A response body that flows from its source to the peer. */
    private record Streamed(InputStream stream, long length) implements Response.Written {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (stream) {
                stream.transferTo(out);
            }
        }

        @Override
        public void abandon() {
            try {
                stream.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "closing an unsent body", e);
            }
        }
    }

    // ---- 9: errors

    private Response fail(GatewayCall call, Throwable problem) {
        return answer(call, Errors.of(call, problem));
    }

    private Response answer(GatewayCall call, WireError error) {
        Outbound out = call.protocol().encodeError(call.service().model(), error, call.requestId());
        boolean noBody = call.head().method().equals("HEAD");
        Response response = Response.of(out.status(), out.headers(), noBody ? Response.NO_BYTES : out.body());
        close(call, response, error.code());
        return response;
    }

    /** What to say when it cannot even be told which service was meant. */
    private Response nobodysRequest(RequestHead head, String requestId) {
        audit.close(
                new AuditRecord(requestId, null, head, clock.instant(), clock.ticks()),
                400,
                "UnknownOperationException");
        byte[] body = ("{\"__type\":\"UnknownOperationException\",\"message\":"
                        + "\"The request does not name a service of this emulator.\"}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Response.of(
                400,
                Headers.of(
                        "content-type",
                        "application/json",
                        "x-amzn-requestid",
                        requestId,
                        "x-amzn-errortype",
                        "UnknownOperationException"),
                body);
    }

    /** An operation name that the service does not have. */
    static final class UnknownOperation extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownOperation(String name) {
            super(name, null, false, false);
        }
    }

    /** The request breaks constraints of its model; the text names them all. */
    static final class InvalidRequest extends RuntimeException {
        private static final long serialVersionUID = 1;

        InvalidRequest(String text) {
            super(text, null, false, false);
        }
    }

    /** A fault rule said so. */
    static final class Struck extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient WireError error;

        Struck(Faults.Effect.Fail rule) {
            super(rule.message(), null, false, false);
            this.error = WireError.of(rule.code(), rule.status(), rule.message());
        }

        WireError error() {
            return error;
        }
    }

    /** The policy engine said no. */
    static final class AccessDenied extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final boolean strange;
        private final transient Decision.Deny decision;
        private final transient AuthorizationRequest question;

        /** @param strange whether the caller is of another account than the resource, or of none */
        AccessDenied(Decision.Deny decision, AuthorizationRequest question, boolean strange) {
            super(decision.message(question), null, false, false);
            this.decision = decision;
            this.question = question;
            this.strange = strange;
        }

        /** As S3 says it: with the resource in quotes, and nothing at all to strangers. */
        String textOfS3() {
            return strange
                    ? "Access Denied"
                    : "User: " + question.requester().arn() + " is not authorized to perform: " + question.action()
                            + " on resource: \"" + question.resource() + "\" " + decision.reason(question.action());
        }
    }

    // ---- 10: the record is closed

    private void close(GatewayCall call, Response response, @Nullable String errorCode) {
        call.record().answers(response.length());
        close(call, response.status(), errorCode);
    }

    private void close(GatewayCall call, int status, @Nullable String errorCode) {
        audit.close(call.record(), status, errorCode);
        call.service().observer().accept(call.record());
    }

    // ---- what the rooms beside it ask

    String publicUrl() {
        return publicUrl;
    }

    EmulatorClock clock() {
        return clock;
    }

    StateStore store() {
        return store;
    }
}
