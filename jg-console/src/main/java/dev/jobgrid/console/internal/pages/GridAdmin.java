package dev.jobgrid.console.internal.pages;

import dev.jobgrid.Nodes;
import dev.jobgrid.StorageAdmin;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;

/**
 * The administration of a grid's storage. Not limited by a caller: for operators only.
 *
 * @param storage the storage
 * @param nodes the nodes of all grids on it
 */
public record GridAdmin(StorageAdmin storage, Nodes nodes) {
    /**
     * That of the console.
     *
     * @throws JobGridException FORBIDDEN if the visitor is no operator, or the console has none
     */
    static GridAdmin required(Visit visit) {
        return visit.admin()
                .orElseThrow(() -> new JobGridException(
                        ErrorCode.FORBIDDEN,
                        "this console was built without the administration of its storage; its service has to name"
                                + " that with Console.builder(grid).admin(…)"));
    }
}
