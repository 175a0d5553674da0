package dev.jobgrid.console.internal.pages;

import dev.jobgrid.Nodes;
import dev.jobgrid.StorageAdmin;

/**
 * The administration of a grid's storage. Not limited by a caller: for operators only.
 *
 * @param storage the storage
 * @param nodes the nodes of all grids on it
 */
public record GridAdmin(StorageAdmin storage, Nodes nodes) {}
