// SPDX-License-Identifier: GPL-2.0-only
/*
 * Look at "tee" keys from within the kernel.
 *
 * User space can't read their payloads, that's the point of them. Write a key's
 * serial number to /sys/kernel/debug/tee_keys_test/payload and read it back to
 * get the payload in hex (64 bytes at most), or why there is none.
 */

#include <linux/debugfs.h>
#include <linux/hex.h>
#include <linux/key.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <keys/tee-type.h>
#include <keys/user-type.h>

static struct dentry *test_dir;
static s32 chosen;

static void show_tee(struct seq_file *s, const struct key *key)
{
	const struct tee_key_payload *payload = dereference_key_locked(key);

	if (!payload)
		seq_puts(s, "none\n");
	else
		seq_printf(s, "%*phN%s\n", min(payload->key_len, (u16)64), payload->key,
			   payload->key_len > 64 ? "…" : "");
}

static void show_logon(struct seq_file *s, const struct key *key)
{
	const struct user_key_payload *payload = user_key_payload_locked(key);

	if (!payload)
		seq_puts(s, "none\n");
	else
		seq_printf(s, "%*phN%s\n", min(payload->datalen, 64), payload->data,
			   payload->datalen > 64 ? "…" : "");
}

static int payload_show(struct seq_file *s, void *unused)
{
	struct key *key = key_lookup(chosen);

	if (IS_ERR(key))
		return PTR_ERR(key);
	down_read(&key->sem);
	if (key->type == &key_type_tee)
		show_tee(s, key);
	else if (key->type == &key_type_logon)
		show_logon(s, key);
	else
		seq_puts(s, "of another type\n");
	up_read(&key->sem);
	key_put(key);
	return 0;
}

static int payload_open(struct inode *inode, struct file *file)
{
	return single_open(file, payload_show, NULL);
}

static ssize_t payload_write(struct file *file, const char __user *from, size_t size,
			     loff_t *pos)
{
	int rc = kstrtos32_from_user(from, size, 10, &chosen);

	return rc ?: size;
}

static const struct file_operations payload_fops = {
	.owner = THIS_MODULE,
	.open = payload_open,
	.read = seq_read,
	.write = payload_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init keys_test_init(void)
{
	test_dir = debugfs_create_dir("tee_keys_test", NULL);
	debugfs_create_file("payload", 0600, test_dir, NULL, &payload_fops);
	return 0;
}
module_init(keys_test_init);

static void __exit keys_test_exit(void)
{
	debugfs_remove_recursive(test_dir);
}
module_exit(keys_test_exit);

MODULE_DESCRIPTION("Tests of keys that a TEE seals");
MODULE_LICENSE("GPL");
