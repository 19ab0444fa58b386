// SPDX-License-Identifier: BSD-2-Clause
/*
 * As in OP-TEE, a file is a binary tree. Node N, counting from 1, holds block N
 * - 1 and has the children 2N and 2N+1. Nodes and blocks are stored in two
 * versions. Which one is current is up to a flag in the parent, or to the
 * header's counter for the root. The object table lives in the directory file
 * and lists each object's file number together with the hash of that file's
 * root.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <tee_client_api.h>

#include "request/request.h"
#include "storage/fs.h"
#include "toy_optee.h"

#define BLOCK		4096u
#define MAX_NODES	12u
#define NODE_SIZE	66u
#define BLOCK_NODES	(BLOCK / (2 * NODE_SIZE))
#define BLOCK_FLAG	1u
#define CHILD_FLAG(id)	(2u << ((id) & 1))

/* The version database has its entry after those of the objects. */
#define VERSIONS	TOY_OBJECTS
#define ENTRIES		(TOY_OBJECTS + 1)

enum { FS_OPEN, FS_CREATE, FS_CLOSE, FS_READ, FS_WRITE, FS_TRUNCATE, FS_REMOVE };

struct node {
	uint64_t hash;
	uint64_t tag;
	uint16_t flags;
	uint8_t rest[NODE_SIZE - 18];
} __attribute__((packed));

struct head {
	uint64_t tag;
	uint64_t length;
	uint32_t max_node;
	uint8_t rest[40];
	uint32_t counter;	/* comes last, as in OP-TEE */
};

_Static_assert(sizeof(struct node) == NODE_SIZE && sizeof(struct head) == 64, "layout");

struct tree {
	uint64_t handle;
	struct head head;
	struct node nodes[MAX_NODES + 1];
	bool dirty[MAX_NODES + 1];
	bool updated[MAX_NODES + 1];
};

struct entry {
	uint32_t used;
	uint32_t file;
	uint64_t hash;
};

supp_service_fn *toy_service = supp_fs;

static uint64_t checksum(uint64_t sum, const void *data, size_t size)
{
	const uint8_t *byte = data;

	while (size--)
		sum = (sum ^ *byte++) * 0x100000001b3ull;
	return sum;
}

/*
 * Issue a request with a value, then @data as memory (unless NULL), then an
 * output value (unless @value is NULL), which is returned in @value. 0 or
 * -errno.
 */
static int ask(unsigned int command, uint64_t handle, uint64_t offset, void *data,
	       size_t *size, bool output, uint64_t *value)
{
	struct service_request request = { .function = SUPP_FS, .num_params = 1 };
	uint32_t result;

	request.params[0] = (struct supp_param){ .kind = SUPP_VALUE, .input = true,
		.a = command, .b = handle, .c = offset };
	if (data)
		request.params[request.num_params++] = (struct supp_param){ .kind = SUPP_MEMORY,
			.input = !output, .output = output, .data = data, .size = *size };
	if (value)
		request.params[request.num_params++] = (struct supp_param){ .kind = SUPP_VALUE,
			.output = true };
	result = toy_service(&request);
	if (value)
		*value = request.params[request.num_params - 1].a;
	if (data)
		*size = request.params[1].size;
	return !result ? 0 : result == TEEC_ERROR_ITEM_NOT_FOUND ? -ENOENT : -EIO;
}

static void file_name(char name[32], int file)
{
	if (file < 0)
		strcpy(name, "/dirf.db");
	else
		snprintf(name, 32, "/%x", (unsigned int)file);
}

static int open_file(unsigned int command, int file, uint64_t *handle)
{
	char name[32];
	size_t size = sizeof(name);

	file_name(name, file);
	return ask(command, 0, 0, name, &size, false, handle);
}

static int remove_file(int file)
{
	char name[32];
	size_t size = sizeof(name);

	file_name(name, file);
	return ask(FS_REMOVE, 0, 0, name, &size, false, NULL);
}

static void close_tree(struct tree *tree)
{
	ask(FS_CLOSE, tree->handle, 0, NULL, NULL, false, NULL);
}

static int read_at(struct tree *tree, uint64_t offset, void *data, size_t size)
{
	size_t got = size;
	int rc = ask(FS_READ, tree->handle, offset, data, &got, true, NULL);

	return rc ? rc : got == size ? 0 : -EBADMSG;
}

static int write_at(struct tree *tree, uint64_t offset, const void *data, size_t size)
{
	return ask(FS_WRITE, tree->handle, offset, (void *)(uintptr_t)data, &size, false, NULL);
}

static uint64_t node_offset(unsigned int id, unsigned int version)
{
	unsigned int index = id - 1;

	return (1 + index / BLOCK_NODES * BLOCK_NODES * 2) * BLOCK +
	       2 * NODE_SIZE * (index % BLOCK_NODES) + NODE_SIZE * version;
}

static uint64_t block_offset(unsigned int block, unsigned int version)
{
	unsigned int index = 2 * block + version;

	return (2 + index + index / (BLOCK_NODES * 2 - 1)) * (uint64_t)BLOCK;
}

static uint64_t node_hash(const struct tree *tree, unsigned int id)
{
	const struct node *node = &tree->nodes[id];
	uint64_t sum = checksum(14695981039346656037ull, &node->tag,
				NODE_SIZE - sizeof(node->hash));

	if (id == 1)
		sum = checksum(sum, &tree->head.length, sizeof(tree->head.length));
	for (unsigned int child = 2 * id; child <= 2 * id + 1; child++)
		if (child <= tree->head.max_node)
			sum = checksum(sum, &tree->nodes[child].hash, sizeof(uint64_t));
	return sum;
}

static uint64_t head_tag(const struct tree *tree)
{
	return checksum(tree->nodes[1].hash, &tree->head.length,
			sizeof(tree->head) - sizeof(tree->head.tag));
}

/* Write out changed nodes, children first, each over its unused version. */
static int write_nodes(struct tree *tree, unsigned int id)
{
	unsigned int version = !(tree->head.counter & 1);
	int rc = 0;

	if (id > tree->head.max_node)
		return 0;
	for (unsigned int child = 2 * id; !rc && child <= 2 * id + 1; child++)
		rc = write_nodes(tree, child);
	if (rc || !tree->dirty[id])
		return rc;
	if (id > 1) {
		tree->dirty[id / 2] = true;
		tree->nodes[id / 2].flags ^= CHILD_FLAG(id);
		version = !!(tree->nodes[id / 2].flags & CHILD_FLAG(id));
	}
	tree->nodes[id].hash = node_hash(tree, id);
	tree->dirty[id] = tree->updated[id] = false;
	return write_at(tree, node_offset(id, version), &tree->nodes[id], NODE_SIZE);
}

static int sync_tree(struct tree *tree)
{
	int rc = write_nodes(tree, 1);

	if (rc)
		return rc;
	tree->head.counter++;
	memset(tree->head.rest, (int)tree->head.counter, sizeof(tree->head.rest));
	tree->head.tag = head_tag(tree);
	return write_at(tree, (tree->head.counter & 1) * sizeof(struct head), &tree->head,
			sizeof(struct head));
}

static int create_tree(struct tree *tree, int file)
{
	const struct head none = { 0 };
	int rc;

	memset(tree, 0, sizeof(*tree));
	rc = open_file(FS_CREATE, file, &tree->handle);
	if (rc)
		return rc;
	tree->head.max_node = 1;
	tree->dirty[1] = true;
	rc = sync_tree(tree);
	return rc ? rc : write_at(tree, 0, &none, sizeof(none));
}

/* Pick the root's version: the one with @hash, or the newest if @hash is NULL. */
static int find_root(struct tree *tree, const uint64_t *hash)
{
	struct head heads[2];
	unsigned int version;
	int rc;

	for (version = 0; hash && version < 2; version++) {
		rc = read_at(tree, node_offset(1, version), &tree->nodes[1], NODE_SIZE);
		if (rc)
			return rc;
		if (tree->nodes[1].hash == *hash)
			return read_at(tree, version * sizeof(struct head), &tree->head,
				       sizeof(struct head));
	}
	if (hash)
		return -EBADMSG;
	rc = read_at(tree, 0, heads, sizeof(heads));
	if (rc)
		return rc;
	if (heads[0].counter & 1)
		return -EBADMSG;
	version = (heads[1].counter & 1) && heads[1].counter > heads[0].counter;
	tree->head = heads[version];
	return read_at(tree, node_offset(1, version), &tree->nodes[1], NODE_SIZE);
}

static int read_tree(struct tree *tree, const uint64_t *hash)
{
	int rc = find_root(tree, hash);

	if (rc)
		return rc;
	if (tree->head.tag != head_tag(tree) || tree->head.max_node > MAX_NODES)
		return -EBADMSG;
	for (unsigned int id = 2; !rc && id <= tree->head.max_node; id++)
		rc = read_at(tree, node_offset(id, !!(tree->nodes[id / 2].flags & CHILD_FLAG(id))),
			     &tree->nodes[id], NODE_SIZE);
	for (unsigned int id = 1; !rc && id <= tree->head.max_node; id++)
		if (tree->nodes[id].hash != node_hash(tree, id))
			rc = -EBADMSG;
	return rc;
}

static int open_tree(struct tree *tree, int file, const uint64_t *hash)
{
	int rc;

	memset(tree, 0, sizeof(*tree));
	rc = open_file(FS_OPEN, file, &tree->handle);
	if (rc)
		return rc;
	rc = read_tree(tree, hash);
	if (rc)
		close_tree(tree);
	return rc;
}

static int read_block(struct tree *tree, unsigned int block, uint8_t *data)
{
	struct node *node = &tree->nodes[block + 1];
	int rc = read_at(tree, block_offset(block, node->flags & BLOCK_FLAG), data, BLOCK);

	return rc ? rc : node->tag == checksum(1, data, BLOCK) ? 0 : -EBADMSG;
}

static int write_block(struct tree *tree, unsigned int block, const uint8_t *data)
{
	unsigned int id = block + 1;
	struct node *node = &tree->nodes[id];

	while (tree->head.max_node < id)
		tree->dirty[++tree->head.max_node] = true;
	if (!tree->updated[id])
		node->flags ^= BLOCK_FLAG;
	node->tag = checksum(1, data, BLOCK);
	tree->updated[id] = tree->dirty[id] = true;
	return write_at(tree, block_offset(block, node->flags & BLOCK_FLAG), data, BLOCK);
}

/* Whole blocks only, as in OP-TEE, each over its unused version. */
static int write_tree(struct tree *tree, size_t at, const uint8_t *data, size_t size)
{
	uint8_t block[BLOCK];
	size_t from, part;
	int rc = 0;

	for (; !rc && size; at += part, data += part, size -= part) {
		from = at % BLOCK;
		part = size < BLOCK - from ? size : BLOCK - from;
		memset(block, 0, sizeof(block));
		if (at - from < (tree->head.length + BLOCK - 1) / BLOCK * BLOCK)
			rc = read_block(tree, (unsigned int)(at / BLOCK), block);
		memcpy(block + from, data, part);
		if (!rc)
			rc = write_block(tree, (unsigned int)(at / BLOCK), block);
	}
	if (at > tree->head.length) {
		tree->head.length = at;
		tree->dirty[1] = true;
	}
	return rc;
}

static int open_directory(struct tree *directory, struct entry entries[ENTRIES])
{
	uint8_t block[BLOCK];
	int rc = open_tree(directory, -1, NULL);

	memset(entries, 0, ENTRIES * sizeof(*entries));
	if (rc || !directory->head.length)
		return rc;
	rc = read_block(directory, 0, block);
	memcpy(entries, block, ENTRIES * sizeof(*entries));
	if (rc)
		close_tree(directory);
	return rc;
}

/* Create a file; clean it up again on error. */
static int make_tree(struct tree *tree, int file)
{
	int rc = create_tree(tree, file);

	if (rc && tree->handle)
		close_tree(tree);
	if (rc)
		remove_file(file);
	return rc;
}

static int want_directory(struct tree *directory, struct entry entries[ENTRIES])
{
	int rc = open_directory(directory, entries);

	return rc == -ENOENT ? make_tree(directory, -1) : rc;
}

static int commit(struct tree *directory, const struct entry entries[ENTRIES])
{
	int rc = write_tree(directory, 0, (const uint8_t *)entries, ENTRIES * sizeof(*entries));

	return rc ? rc : sync_tree(directory);
}

static uint32_t free_number(const struct entry entries[ENTRIES])
{
	uint32_t number = 0;

	for (unsigned int n = 0; n < ENTRIES; n++)
		if (entries[n].used && entries[n].file == number) {
			number++;
			n = (unsigned int)-1;
		}
	return number;
}

/*
 * Create an object and leave its file open. If it is empty we're done, as
 * make_tree() has synced it already.
 */
static int create(struct tree *directory, struct entry entries[ENTRIES], struct tree *tree,
		  unsigned int id, const uint8_t *data, size_t size)
{
	struct entry old = entries[id];
	int rc;

	entries[id] = (struct entry){ 1, free_number(entries), 0 };
	rc = make_tree(tree, (int)entries[id].file);
	if (rc)
		return rc;
	rc = write_tree(tree, 0, data, size);
	if (!rc && size)
		rc = sync_tree(tree);
	entries[id].hash = tree->nodes[1].hash;
	if (!rc)
		rc = commit(directory, entries);
	if (!rc && old.used)
		remove_file((int)old.file);
	if (rc) {
		close_tree(tree);
		remove_file((int)entries[id].file);
	}
	return rc;
}

int toy_create(unsigned int id, const uint8_t *data, size_t size)
{
	struct entry entries[ENTRIES];
	struct tree directory, tree;
	int rc = want_directory(&directory, entries);

	if (rc)
		return rc;
	rc = create(&directory, entries, &tree, id, data, size);
	if (!rc)
		close_tree(&tree);
	close_tree(&directory);
	return rc;
}

int toy_load(void)
{
	struct entry entries[ENTRIES];
	struct tree directory, tree;
	int rc = want_directory(&directory, entries);

	if (rc)
		return rc;
	if (entries[VERSIONS].used) {
		rc = open_tree(&tree, (int)entries[VERSIONS].file, &entries[VERSIONS].hash);
		if (rc)
			goto close_directory;
		rc = tree.head.length ? 0 : -EBADMSG;
		close_tree(&tree);
		goto close_directory;
	}
	rc = create(&directory, entries, &tree, VERSIONS, NULL, 0);
	if (rc)
		goto close_directory;
	rc = write_tree(&tree, 0, (const uint8_t *)"version", 8);
	if (!rc)
		rc = sync_tree(&tree);
	entries[VERSIONS].hash = tree.nodes[1].hash;
	if (!rc)
		rc = commit(&directory, entries);
	close_tree(&tree);
close_directory:
	close_tree(&directory);
	return rc;
}

/* Write @data at @at or, if @data is NULL, set the object's length to @at. */
static int change(unsigned int id, size_t at, const uint8_t *data, size_t size)
{
	struct entry entries[ENTRIES];
	struct tree directory, tree;
	int rc = want_directory(&directory, entries);

	if (rc)
		return rc;
	rc = open_tree(&tree, (int)entries[id].file, &entries[id].hash);
	if (rc)
		goto close_directory;
	if (data) {
		rc = write_tree(&tree, at, data, size);
	} else {
		/* Truncate ahead of the commit. OP-TEE does it in this order, too. */
		while (tree.head.max_node > at / BLOCK + 1)
			tree.head.max_node--;
		rc = ask(FS_TRUNCATE, tree.handle,
			 block_offset((unsigned int)((at + BLOCK - 1) / BLOCK), 1) + BLOCK, NULL,
			 NULL, false, NULL);
		tree.head.length = at;
		for (unsigned int n = 1; n <= tree.head.max_node; n++)
			tree.dirty[n] = true;
	}
	if (!rc)
		rc = sync_tree(&tree);
	entries[id].hash = tree.nodes[1].hash;
	if (!rc)
		rc = commit(&directory, entries);
	close_tree(&tree);
close_directory:
	close_tree(&directory);
	return rc;
}

int toy_write(unsigned int id, size_t offset, const uint8_t *data, size_t size)
{
	return change(id, offset, data, size);
}

int toy_truncate(unsigned int id, size_t size)
{
	return change(id, size, NULL, 0);
}

int toy_remove(unsigned int id)
{
	struct entry entries[ENTRIES];
	struct tree directory;
	int rc = want_directory(&directory, entries);

	if (rc)
		return rc;
	entries[id].used = 0;
	rc = commit(&directory, entries);
	if (!rc)
		remove_file((int)entries[id].file);
	close_tree(&directory);
	return rc;
}

int toy_read(unsigned int id, uint8_t *data)
{
	struct entry entries[ENTRIES];
	struct tree directory, tree;
	uint8_t block[BLOCK];
	int rc = open_directory(&directory, entries);
	size_t part;

	if (rc)
		return rc;
	close_tree(&directory);
	if (!entries[id].used)
		return -ENOENT;
	rc = open_tree(&tree, (int)entries[id].file, &entries[id].hash);
	if (rc)
		return rc == -ENOENT ? -EBADMSG : rc;
	for (size_t at = 0; !rc && at < tree.head.length; at += part) {
		part = tree.head.length - at < BLOCK ? tree.head.length - at : BLOCK;
		rc = read_block(&tree, (unsigned int)(at / BLOCK), block);
		memcpy(data + at, block, part);
	}
	close_tree(&tree);
	return rc ? rc : (int)tree.head.length;
}
