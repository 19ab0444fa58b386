/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Handle tables: numbers that Trusted Applications have in place of pointers. A handle names a
 * slot and the slot's generation, so an invented handle, or one that isn't very old, is recognized.
 * None is ever dereferenced.
 */
#ifndef SOFTTEED_API_OBJECT_HANDLE_H
#define SOFTTEED_API_OBJECT_HANDLE_H

#include <stddef.h>
#include <stdint.h>

/* What a handle stands for, so that no table accepts a handle of a different one. */
enum handle_kind {
	HANDLE_OBJECT = 1,
	HANDLE_OPERATION,
	HANDLE_OBJECT_ENUMERATOR,
	HANDLE_PROPERTY_ENUMERATOR,
	HANDLE_SESSION,
};

/* Most handles that a table can have open. */
#define HANDLE_MAX	65536

struct handle_slot;

/**
 * struct handle_table - the handles of one kind
 * @kind:	what they stand for; nothing else has to be initialized
 * @slots:	private
 * @num_slots:	private
 * @first_free:	private
 * @last_free:	private
 */
struct handle_table {
	enum handle_kind kind;
	struct handle_slot *slots;
	uint32_t num_slots;
	uint32_t first_free;
	uint32_t last_free;
};

/**
 * handle_open() - make a handle
 * @table:	the table
 * @pointer:	what it stands for, not NULL; stays the caller's
 *
 * Return: the handle, or 0 without memory or if HANDLE_MAX handles are open.
 */
uintptr_t handle_open(struct handle_table *table, void *pointer);

/**
 * handle_find() - look a handle up
 * @table:	the table
 * @handle:	any number
 *
 * Return: what it stands for, or NULL if @table has no such handle.
 */
void *handle_find(const struct handle_table *table, uintptr_t handle);

/**
 * handle_close() - invalidate a handle
 * @table:	the table
 * @handle:	any number; ignored if @table has no such handle
 */
void handle_close(struct handle_table *table, uintptr_t handle);

#endif /* SOFTTEED_API_OBJECT_HANDLE_H */
