package dev.kagemusha.s3.control;

import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Call;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.state.StateStore;
import dev.kagemusha.time.Ids;
import software.amazon.awssdk.services.s3control.S3ControlClient;

import java.util.function.Function;

/** Amazon S3 Control. Each chapter implements its own operations of {@link S3ControlClient}. */
public final class S3ControlService implements Service {
    private static final String NAME = "s3control";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Definition define(Environment environment) {
        StateStore store = environment.store();
        Ids ids = Ids.secure();
        Function<Call, ControlCall> control = call -> new ControlCall(call, store);
        return Definition.of(NAME, S3ControlClient.class)
                .signing(SigningProfile.S3)
                .protocols(Protocols.restXml())
                .addressing(new ControlAddressing())
                .actions(ControlActions.table())
                .chapter(Points.class, call -> new Points(control.apply(call), ids))
                .chapter(PointPolicies.class, call -> new PointPolicies(control.apply(call)))
                .chapter(AccountBlocks.class, call -> new AccountBlocks(control.apply(call)))
                .chapter(ResourceTags.class, call -> new ResourceTags(control.apply(call)));
    }
}
