package dev.kagemusha.s3;

import dev.kagemusha.auth.Caller;
import dev.kagemusha.http.Headers;
import dev.kagemusha.http.RequestHead;
import dev.kagemusha.policy.Policy;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Permission;
import dev.kagemusha.state.Scope;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.EmulatorClock;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A call as a test wants it: its account, its region, its head and trailers; it records what was required. */
public final class FixedCall implements Call {
    private final StateStore store;
    private final EmulatorClock clock;
    private final Caller caller;
    private final String region;
    public final Headers headers = new Headers().add("Host", "localhost:4566");
    public final Headers trailers = new Headers();
    public final List<Permission> required = new ArrayList<>();
    public final Set<String> denied = new HashSet<>();

    FixedCall(StateStore store, EmulatorClock clock, Caller caller, String region) {
        this.store = store;
        this.clock = clock;
        this.caller = caller;
        this.region = region;
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public String account() {
        return caller.account().isEmpty() ? "000000000000" : caller.account();
    }

    @Override
    public String region() {
        return region;
    }

    @Override
    public String partition() {
        return "aws";
    }

    @Override
    public String requestId() {
        return "REQUEST";
    }

    @Override
    public RequestHead head() {
        return new RequestHead("GET", "/", "", headers, false, InetSocketAddress.createUnresolved("localhost", 1));
    }

    @Override
    public String baseUrl() {
        return "http://localhost:4566";
    }

    @Override
    public EmulatorClock clock() {
        return clock;
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
    public int scope(String account, String region) {
        return store.scope(new Scope("aws", "s3", account, region));
    }

    @Override
    public void require(Permission permission) {
        required.add(permission);
        if (denied.contains(permission.action()) || denied.contains(permission.resource())) {
            throw S3Errors.accessDenied();
        }
    }

    @Override
    public boolean denied(Permission permission) {
        return false;
    }

    @Override
    public boolean allowedUnder(Permission permission, Policy policy) {
        return true;
    }

    @Override
    public List<String> calledVia() {
        return List.of();
    }

    @Override
    public <C> C client(Class<C> type) {
        throw new UnsupportedOperationException(type.getName());
    }

    @Override
    public Headers trailers() {
        return trailers;
    }

    @Override
    public void answer(String header, String value) {}

    @Override
    public void note(String name, Object value) {}
}
