package dev.kagemusha.dynamodb.operation;

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
import java.util.List;

/** A call of a certain caller in us-east-1, to whom nothing is forbidden. */
record FixedCall(StateStore store, EmulatorClock clock, Caller caller) implements Call {
    @Override
    public String account() {
        return caller.account();
    }

    @Override
    public String region() {
        return "us-east-1";
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
        return new RequestHead(
                "POST", "/", "", new Headers(), false, InetSocketAddress.createUnresolved("localhost", 1));
    }

    @Override
    public String baseUrl() {
        return "http://localhost:4566";
    }

    @Override
    public int scope() {
        return scope(account(), region());
    }

    @Override
    public int globalScope() {
        return scope("", "");
    }

    @Override
    public int scope(String account, String region) {
        return store.scope(new Scope("aws", "dynamodb", account, region));
    }

    @Override
    public void require(Permission permission) {}

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
        return new Headers();
    }

    @Override
    public void answer(String header, String value) {}

    @Override
    public void note(String name, Object value) {}
}
