package dev.jobgrid.storage.internal.stores;

import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.spi.store.TemplateStore;
import dev.jobgrid.storage.internal.json.StoredJson;
import dev.jobgrid.storage.internal.sql.Transactions;
import dev.jobgrid.templates.JobTemplate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** Templates in a database. Thread-safe. */
public final class JdbiTemplateStore implements TemplateStore {
    private final Transactions transactions;
    private final StoredJson json;

    public JdbiTemplateStore(Transactions transactions, StoredJson json) {
        this.transactions = transactions;
        this.json = json;
    }

    @Override
    public boolean put(WorkspaceId workspace, JobTemplate template, int max) {
        return transactions.write("storing a template", handle -> {
            if (write(handle, workspace, template, """
                    UPDATE job_templates SET draft = :draft WHERE workspace_id = :workspace AND slug = :slug
                    """)) {
                return true;
            }
            if (count(handle, workspace, max) >= max) {
                return false;
            }
            // A concurrent write of the same template is equivalent.
            return write(handle, workspace, template, """
                            INSERT INTO job_templates (workspace_id, slug, draft) VALUES (:workspace, :slug, :draft)
                            ON CONFLICT DO NOTHING
                            """) || write(handle, workspace, template, """
                            UPDATE job_templates SET draft = :draft WHERE workspace_id = :workspace AND slug = :slug
                            """);
        });
    }

    private boolean write(Handle handle, WorkspaceId workspace, JobTemplate template, String sql) {
        return handle.createUpdate(sql)
                        .bind("workspace", workspace.value())
                        .bind("slug", template.slug())
                        .bind("draft", json.write(template.draft()))
                        .execute()
                == 1;
    }

    private static int count(Handle handle, WorkspaceId workspace, int max) {
        return handle.createQuery("""
                        SELECT COUNT(*) FROM (
                            SELECT 1 FROM job_templates WHERE workspace_id = :workspace LIMIT :most) counted
                        """)
                .bind("workspace", workspace.value())
                .bind("most", max)
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public Optional<JobTemplate> find(WorkspaceId workspace, String slug) {
        return transactions.read(
                "reading a template",
                handle -> handle.createQuery("""
                        SELECT slug, draft FROM job_templates WHERE workspace_id = :workspace AND slug = :slug
                        """)
                        .bind("workspace", workspace.value())
                        .bind("slug", slug)
                        .map(this::template)
                        .findOne());
    }

    @Override
    public List<JobTemplate> list(WorkspaceId workspace, int limit) {
        return transactions.read(
                "listing templates",
                handle -> handle.createQuery("""
                        SELECT slug, draft FROM job_templates WHERE workspace_id = :workspace ORDER BY slug LIMIT :limit
                        """)
                        .bind("workspace", workspace.value())
                        .bind("limit", limit)
                        .map(this::template)
                        .list());
    }

    private JobTemplate template(ResultSet row, StatementContext context) throws SQLException {
        return new JobTemplate(row.getString("slug"), json.readSpec(row.getString("draft")));
    }

    @Override
    public boolean remove(WorkspaceId workspace, String slug) {
        return transactions.write(
                "removing a template",
                handle -> handle.createUpdate("""
                                DELETE FROM job_templates WHERE workspace_id = :workspace AND slug = :slug
                                """)
                                .bind("workspace", workspace.value())
                                .bind("slug", slug)
                                .execute()
                        == 1);
    }
}
