package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.KmsErrors;
import dev.kagemusha.kms.crypto.Entropy;
import dev.kagemusha.kms.key.Pages;
import dev.kagemusha.service.Call;
import software.amazon.awssdk.services.kms.model.ConnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.ConnectCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.ConnectionErrorCodeType;
import software.amazon.awssdk.services.kms.model.ConnectionStateType;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.CustomKeyStoreType;
import software.amazon.awssdk.services.kms.model.CustomKeyStoresListEntry;
import software.amazon.awssdk.services.kms.model.DeleteCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.DeleteCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.DescribeCustomKeyStoresRequest;
import software.amazon.awssdk.services.kms.model.DescribeCustomKeyStoresResponse;
import software.amazon.awssdk.services.kms.model.DisconnectCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.DisconnectCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.UpdateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.UpdateCustomKeyStoreResponse;
import software.amazon.awssdk.services.kms.model.XksProxyConfigurationType;

import java.util.HexFormat;
import java.util.List;

/** Custom key stores, of which none can be connected here. */
final class CustomStores implements Chapter {
    private static final int PAGE = 1_000;

    private final Parts parts;
    private final Call call;

    CustomStores(Parts parts, Call call) {
        this.parts = parts;
        this.call = call;
    }

    @Override
    public CreateCustomKeyStoreResponse createCustomKeyStore(CreateCustomKeyStoreRequest request) {
        parts.quotas().operation("CreateCustomKeyStore", call);
        boolean external = request.customKeyStoreType() == CustomKeyStoreType.EXTERNAL_KEY_STORE;
        if (external) {
            requireExternal(request);
        } else if (request.cloudHsmClusterId() == null
                || request.trustAnchorCertificate() == null
                || request.keyStorePassword() == null) {
            throw KmsErrors.validation(
                    "CloudHsmClusterId, KeyStorePassword and TrustAnchorCertificate are required for a store of type AWS_CLOUDHSM.");
        }
        String id = "cks-" + HexFormat.of().formatHex(Entropy.bytes(9)).substring(0, 17);
        CustomKeyStoresListEntry.Builder store = CustomKeyStoresListEntry.builder()
                .customKeyStoreId(id)
                .customKeyStoreName(request.customKeyStoreName())
                .customKeyStoreType(external ? CustomKeyStoreType.EXTERNAL_KEY_STORE : CustomKeyStoreType.AWS_CLOUDHSM)
                .connectionState(ConnectionStateType.DISCONNECTED)
                .creationDate(call.clock().instant());
        if (external) {
            store.xksProxyConfiguration(XksProxyConfigurationType.builder()
                    .connectivity(request.xksProxyConnectivity())
                    .accessKeyId(request.xksProxyAuthenticationCredential().accessKeyId())
                    .uriEndpoint(request.xksProxyUriEndpoint())
                    .uriPath(request.xksProxyUriPath())
                    .vpcEndpointServiceName(request.xksProxyVpcEndpointServiceName())
                    .vpcEndpointServiceOwner(request.xksProxyVpcEndpointServiceOwner())
                    .build());
        } else {
            store.cloudHsmClusterId(request.cloudHsmClusterId())
                    .trustAnchorCertificate(request.trustAnchorCertificate());
        }
        parts.stores().create(call.scope(), store.build());
        return CreateCustomKeyStoreResponse.builder().customKeyStoreId(id).build();
    }

    private static void requireExternal(CreateCustomKeyStoreRequest request) {
        if (request.xksProxyUriEndpoint() == null
                || request.xksProxyUriPath() == null
                || request.xksProxyAuthenticationCredential() == null
                || request.xksProxyConnectivity() == null) {
            throw KmsErrors.validation("XksProxyUriEndpoint, XksProxyUriPath, XksProxyAuthenticationCredential and"
                    + " XksProxyConnectivity are required for a store of type EXTERNAL_KEY_STORE.");
        }
    }

    @Override
    public DescribeCustomKeyStoresResponse describeCustomKeyStores(DescribeCustomKeyStoresRequest request) {
        parts.quotas().operation("DescribeCustomKeyStores", call);
        if (request.customKeyStoreId() != null && request.customKeyStoreName() != null) {
            throw KmsErrors.validation("Specify either a custom key store ID or a name, not both.");
        }
        if (request.customKeyStoreId() != null) {
            parts.stores().find(call.scope(), request.customKeyStoreId());
        }
        List<CustomKeyStoresListEntry> all = parts.stores().list(call.scope()).stream()
                .filter(store -> request.customKeyStoreId() == null
                        || request.customKeyStoreId().equals(store.customKeyStoreId()))
                .filter(store -> request.customKeyStoreName() == null
                        || request.customKeyStoreName().equals(store.customKeyStoreName()))
                .toList();
        if (all.isEmpty() && request.customKeyStoreName() != null) {
            throw KmsErrors.storeNotFound(request.customKeyStoreName());
        }
        Pages<CustomKeyStoresListEntry> page =
                Pages.of(all, request.marker(), request.limit(), PAGE, CustomKeyStoresListEntry::customKeyStoreId);
        return DescribeCustomKeyStoresResponse.builder()
                .customKeyStores(page.entries())
                .truncated(page.next() != null)
                .nextMarker(page.next())
                .build();
    }

    @Override
    public UpdateCustomKeyStoreResponse updateCustomKeyStore(UpdateCustomKeyStoreRequest request) {
        parts.quotas().operation("UpdateCustomKeyStore", call);
        parts.stores().change(call.scope(), request.customKeyStoreId(), store -> {
            CustomKeyStoresListEntry.Builder changed = store.toBuilder();
            if (request.newCustomKeyStoreName() != null) {
                changed.customKeyStoreName(request.newCustomKeyStoreName());
            }
            if (request.cloudHsmClusterId() != null) {
                changed.cloudHsmClusterId(request.cloudHsmClusterId());
            }
            if (store.xksProxyConfiguration() != null) {
                changed.xksProxyConfiguration(updated(store.xksProxyConfiguration(), request));
            }
            return changed.build();
        });
        return UpdateCustomKeyStoreResponse.builder().build();
    }

    private static XksProxyConfigurationType updated(
            XksProxyConfigurationType before, UpdateCustomKeyStoreRequest request) {
        XksProxyConfigurationType.Builder after = before.toBuilder();
        if (request.xksProxyUriEndpoint() != null) {
            after.uriEndpoint(request.xksProxyUriEndpoint());
        }
        if (request.xksProxyUriPath() != null) {
            after.uriPath(request.xksProxyUriPath());
        }
        if (request.xksProxyConnectivity() != null) {
            after.connectivity(request.xksProxyConnectivity());
        }
        if (request.xksProxyVpcEndpointServiceName() != null) {
            after.vpcEndpointServiceName(request.xksProxyVpcEndpointServiceName());
        }
        if (request.xksProxyVpcEndpointServiceOwner() != null) {
            after.vpcEndpointServiceOwner(request.xksProxyVpcEndpointServiceOwner());
        }
        if (request.xksProxyAuthenticationCredential() != null) {
            after.accessKeyId(request.xksProxyAuthenticationCredential().accessKeyId());
        }
        return after.build();
    }

    @Override
    public DeleteCustomKeyStoreResponse deleteCustomKeyStore(DeleteCustomKeyStoreRequest request) {
        parts.quotas().operation("DeleteCustomKeyStore", call);
        parts.stores().delete(call.scope(), request.customKeyStoreId());
        return DeleteCustomKeyStoreResponse.builder().build();
    }

    /** AWS answers at once and fails later: here there is no cluster and no proxy to be reached, ever. */
    @Override
    public ConnectCustomKeyStoreResponse connectCustomKeyStore(ConnectCustomKeyStoreRequest request) {
        parts.quotas().operation("ConnectCustomKeyStore", call);
        parts.stores().change(call.scope(), request.customKeyStoreId(), store -> store.toBuilder()
                .connectionState(ConnectionStateType.FAILED)
                .connectionErrorCode(
                        store.customKeyStoreType() == CustomKeyStoreType.EXTERNAL_KEY_STORE
                                ? ConnectionErrorCodeType.XKS_PROXY_NOT_REACHABLE
                                : ConnectionErrorCodeType.CLUSTER_NOT_FOUND)
                .build());
        return ConnectCustomKeyStoreResponse.builder().build();
    }

    @Override
    public DisconnectCustomKeyStoreResponse disconnectCustomKeyStore(DisconnectCustomKeyStoreRequest request) {
        parts.quotas().operation("DisconnectCustomKeyStore", call);
        parts.stores().change(call.scope(), request.customKeyStoreId(), store -> store.toBuilder()
                .connectionState(ConnectionStateType.DISCONNECTED)
                .connectionErrorCode((String) null)
                .build());
        return DisconnectCustomKeyStoreResponse.builder().build();
    }
}
