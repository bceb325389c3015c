package dev.kagemusha.policy;

/**
 * The kinds of policies that take part in a decision, with the names that AWS gives them in its access denied messages
 * (IAM user guide, "Troubleshoot access denied error messages").
 */
public enum PolicyKind {
    RESOURCE_CONTROL("a resource control policy", "resource control policy"),
    SERVICE_CONTROL("a service control policy", "service control policy"),
    RESOURCE("a resource-based policy", "resource-based policy"),
    /** The resource-based policy of a role, which AWS names apart from the others. */
    ROLE_TRUST("the role trust policy", "role trust policy"),
    IDENTITY("an identity-based policy", "identity-based policy"),
    BOUNDARY("a permissions boundary", "permissions boundary"),
    SESSION("a session policy", "session policy");

    private final String withArticle;
    private final String name;

    PolicyKind(String withArticle, String name) {
        this.withArticle = withArticle;
        this.name = name;
    }

    /** For example {@code identity-based policy}. */
    public String plainName() {
        return name;
    }

    String explicitDeny() {
        return "with an explicit deny in " + withArticle;
    }

    String implicitDeny(String action) {
        return "because no " + name + " allows the " + action + " action";
    }
}
