<?php
/** Installs WordPress with the plugin, one product of a hostile name, and a checkout page; prints their ids as JSON. */

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = getenv( 'SHOP_HOST' );
require getenv( 'WORDPRESS' ) . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Shop', 'admin', 'admin@shop.test', true, '', 'a password for tests' );
update_option( 'active_plugins', array( 'woocommerce-stand-in.php', 'scout-for-woocommerce.php' ) );
$product = wp_insert_post(
	array(
		'post_type'   => 'product',
		'post_status' => 'publish',
		'post_title'  => 'Mug </script><script>alert(1)</script> & "Söhne"',
	)
);
// Titles are cleaned on their way in; importers write what they please.
$GLOBALS['wpdb']->update( $GLOBALS['wpdb']->posts, array( 'post_title' => 'Mug </script><script>alert(1)</script> & "Söhne"' ), array( 'ID' => $product ) );
update_post_meta( $product, '_sku', "MUG-'B" );
update_post_meta( $product, '_price', '12.50' );
$checkout = wp_insert_post(
	array(
		'post_type'   => 'page',
		'post_status' => 'publish',
		'post_title'  => 'Checkout',
	)
);
update_option( 'woocommerce_checkout_page_id', $checkout );
fwrite( STDOUT, wp_json_encode( compact( 'product', 'checkout' ) ) );
