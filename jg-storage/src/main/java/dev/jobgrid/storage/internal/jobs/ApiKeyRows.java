package dev.jobgrid.storage.internal.jobs;

import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.ApiKey;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.id.KeyId;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.storage.internal.sql.TimeColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows of the table {@code api_keys}. */
public final class ApiKeyRows {
    private ApiKeyRows() {}

    /** The column {@code addresses} of a key. */
    public static String addresses(ApiKey key) {
        return key.addresses().stream().map(AddressRange::toString).collect(Collectors.joining(","));
    }

    private static List<AddressRange> addresses(String text) {
        return Stream.of(text.split(","))
                .filter(range -> !range.isEmpty())
                .map(AddressRange::parse)
                .toList();
    }

    /** The column {@code scopes} of a key. */
    public static String scopes(ApiKey key) {
        return key.scopes().stream().map(Scope::name).sorted().collect(Collectors.joining(","));
    }

    private static Set<Scope> scopes(String text) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String name : text.split(",")) {
            if (!name.isEmpty()) {
                scopes.add(Scope.valueOf(name));
            }
        }
        return scopes;
    }

    /** Reads a whole row. */
    public static ApiKey read(ResultSet row) throws SQLException {
        return new ApiKey(
                new KeyId(row.getString("key_id")),
                new WorkspaceId(row.getString("workspace_id")),
                row.getString("name"),
                row.getString("sha256"),
                row.getString("key_prefix"),
                scopes(row.getString("scopes")),
                addresses(row.getString("addresses")),
                TimeColumn.read(row, "created_at"),
                TimeColumn.readOptional(row, "expires_at"),
                TimeColumn.readOptional(row, "revoked_at"));
    }
}
