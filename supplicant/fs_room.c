// SPDX-License-Identifier: BSD-2-Clause
/* Memory for what is kept of open files. */

#include <pthread.h>
#include <stdlib.h>

#include "fs_ahead.h"
#include "fs_near.h"
#include "fs_room.h"

#define KEEP	8u

/* A piece that is kept, in its own first bytes. */
struct room {
	struct room *next;
};

static struct shelf {
	const size_t size;
	struct room *first;
	unsigned int count;
} shelves[] = { { .size = NEAR_SIZE }, { .size = AHEAD_SIZE } };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct shelf *shelf_of(size_t size)
{
	return size == NEAR_SIZE ? &shelves[0] : &shelves[1];
}

void *room_take(size_t size)
{
	struct shelf *shelf = shelf_of(size);
	struct room *room;

	pthread_mutex_lock(&lock);
	room = shelf->first;
	if (room) {
		shelf->first = room->next;
		shelf->count--;
	}
	pthread_mutex_unlock(&lock);
	return room ? room : malloc(size);
}

void room_give(void *data, size_t size)
{
	struct shelf *shelf = shelf_of(size);
	struct room *room = data;

	if (!room)
		return;
	pthread_mutex_lock(&lock);
	if (shelf->count < KEEP) {
		room->next = shelf->first;
		shelf->first = room;
		shelf->count++;
		room = NULL;
	}
	pthread_mutex_unlock(&lock);
	free(room);
}

void room_free(void)
{
	struct room *room;

	for (unsigned int n = 0; n < 2; n++) {
		while ((room = shelves[n].first)) {
			shelves[n].first = room->next;
			free(room);
		}
		shelves[n].count = 0;
	}
}
