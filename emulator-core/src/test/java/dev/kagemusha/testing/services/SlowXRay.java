package dev.kagemusha.testing.services;

import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.state.Locks;
import dev.kagemusha.state.StateStore;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.GetGroupsRequest;
import software.amazon.awssdk.services.xray.model.GetGroupsResponse;

/**
 * X-Ray whose GetGroups commits as a disk that is waited for would.
 *
 * @param insideCommit what each commit does before it is done
 */
public record SlowXRay(Runnable insideCommit) implements Service {
    @Override
    public String name() {
        return "xray";
    }

    @Override
    public Definition define(Environment environment) {
        Definition small = new SmallXRay().define(environment);
        return Definition.of("xray", XRayClient.class)
                .protocols(small.protocols().getFirst())
                .signing(small.signing())
                .actions(small.actions())
                .chapter(Groups.class, call -> new Groups(environment.store(), insideCommit));
    }

    /** A chapter. */
    public static final class Groups implements XRayClient {
        private final StateStore store;
        private final Runnable insideCommit;

        Groups(StateStore store, Runnable insideCommit) {
            this.store = store;
            this.insideCommit = insideCommit;
        }

        @Override
        public GetGroupsResponse getGroups(GetGroupsRequest request) {
            return store.write(Locks.NONE, tx -> {
                insideCommit.run();
                return GetGroupsResponse.builder().build();
            });
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
