package dev.jobgrid.credits;

/** Where credits lie. The first two are a workspace's and never below zero; the others are the grid's side of them. */
public enum CreditAccount {
    /** What new jobs may hold back. */
    AVAILABLE,
    /** What jobs that are not over hold back. */
    RESERVED,
    /** What jobs were charged. */
    REVENUE,
    /** Where credits come from: minus all that was ever topped up. */
    TOP_UPS
}
