// SPDX-License-Identifier: Apache-2.0
// Who uses which state, and when a replaced one may go.
#include "index/handle.h"

void mien_guard_add(struct mien_index *index, struct mien_guard *guard)
{
    atomic_store(&guard->uses, NULL);
    pthread_mutex_lock(&index->guards);
    guard->next = index->guard;
    index->guard = guard;
    pthread_mutex_unlock(&index->guards);
}

void mien_guard_remove(struct mien_index *index, struct mien_guard *guard)
{
    pthread_mutex_lock(&index->guards);
    struct mien_guard **link = &index->guard;
    while (*link != guard)
        link = &(*link)->next;
    *link = guard->next;
    pthread_mutex_unlock(&index->guards);
}

// The state is named first and looked at again afterwards: whoever replaces it either
// sees the name, or had replaced it before, which shows here. (Both sides need
// sequential consistency for that.)
struct mien_state *mien_guard_enter(struct mien_index *index, struct mien_guard *guard)
{
    struct mien_state *state = atomic_load(&index->state);
    for (;;) {
        atomic_store(&guard->uses, state);
        struct mien_state *now = atomic_load(&index->state);
        if (now == state)
            return state;
        state = now;
    }
}

void mien_guard_leave(struct mien_guard *guard)
{
    atomic_store_explicit(&guard->uses, NULL, memory_order_release);
}

void mien_index_replace(struct mien_index *index, struct mien_state *state)
{
    struct mien_state *old = atomic_exchange(&index->state, state);
    pthread_mutex_lock(&index->guards);
    old->next_replaced = index->replaced;
    index->replaced = old;
    atomic_store(&index->crowded, true);
    pthread_mutex_unlock(&index->guards);
}

static bool is_used(const struct mien_index *index, const struct mien_state *state)
{
    for (struct mien_guard *guard = index->guard; guard != NULL; guard = guard->next)
        if (atomic_load(&guard->uses) == state)
            return true;
    return false;
}

bool mien_index_sweep(struct mien_index *index)
{
    struct mien_state *unused = NULL;
    pthread_mutex_lock(&index->guards);
    for (struct mien_state **link = &index->replaced; *link != NULL;) {
        struct mien_state *state = *link;
        if (is_used(index, state)) {
            link = &state->next_replaced;
            continue;
        }
        *link = state->next_replaced;
        state->next_replaced = unused;
        unused = state;
    }
    bool all = index->replaced == NULL;
    atomic_store(&index->crowded, !all);
    pthread_mutex_unlock(&index->guards);
    while (unused != NULL) {
        struct mien_state *next = unused->next_replaced;
        mien_state_free(unused);
        unused = next;
    }
    return all;
}
