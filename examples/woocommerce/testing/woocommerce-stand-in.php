<?php
/**
 * Plugin Name: WooCommerce stand-in
 *
 * The classes, functions and hooks of WooCommerce that scout-for-woocommerce.php calls or waits for, and nothing else,
 * with the names, arguments and return values of WooCommerce 9's source (includes/class-woocommerce.php,
 * wc-core-functions.php, wc-conditional-functions.php, abstracts/abstract-wc-product.php, abstract-wc-order.php,
 * class-wc-cart.php, class-wc-ajax.php). It is no shop: WooCommerce itself was not at hand.
 */

defined( 'ABSPATH' ) || exit;

require __DIR__ . '/woocommerce-products-and-orders.php';

class WC_Session {
	public function get( $key, $default = null ) {
		return $_SESSION[ $key ] ?? $default;
	}
	public function set( $key, $value ) {
		$_SESSION[ $key ] = $value;
	}
}

class WC_Cart {
	public function get_cart() {
		return array_map(
			fn( $line ) => $line + array( 'data' => wc_get_product( $line['product_id'] ) ),
			WC()->session->get( 'cart', array() )
		);
	}
	public function is_empty() {
		return array() === $this->get_cart();
	}
	public function add_to_cart( $product_id = 0, $quantity = 1 ) {
		$lines = WC()->session->get( 'cart', array() );
		$key   = md5( $product_id );
		$lines[ $key ] = array(
			'product_id' => $product_id,
			'quantity'   => ( $lines[ $key ]['quantity'] ?? 0 ) + $quantity,
		);
		WC()->session->set( 'cart', $lines );
		do_action( 'woocommerce_add_to_cart', $key, $product_id, $quantity, 0, array(), array() );
		return $key;
	}
}

class WC_AJAX {
	public static function get_endpoint( $request = '' ) {
		return esc_url_raw( add_query_arg( 'wc-ajax', $request, home_url( '/', 'relative' ) ) );
	}
}

final class WooCommerce {
	public $session;
	public $cart;
}

function WC() {
	static $woocommerce;
	if ( ! $woocommerce ) {
		$woocommerce          = new WooCommerce();
		$woocommerce->session = new WC_Session();
		$woocommerce->cart    = new WC_Cart();
	}
	return $woocommerce;
}

function wc_get_product( $the_product = false ) {
	$post = get_post( $the_product );
	return $post && 'product' === $post->post_type ? new WC_Product( $post ) : false;
}
function wc_get_order( $the_order = false ) {
	$data = get_option( "order_$the_order" );
	return $data ? new WC_Order( (int) $the_order, $data ) : false;
}
function wc_get_price_to_display( $product, $args = array() ) {
	return (float) $product->get_price();
}
function wc_get_price_decimals() {
	return 2;
}
function get_woocommerce_currency() {
	return 'EUR';
}
function wc_get_checkout_url() {
	return get_permalink( get_option( 'woocommerce_checkout_page_id' ) );
}
function wc_setcookie( $name, $value, $expire = 0, $secure = false, $httponly = false ) {
	setcookie( $name, $value, $expire, COOKIEPATH ? COOKIEPATH : '/', COOKIE_DOMAIN, $secure, $httponly );
}
function is_product() {
	return is_singular( array( 'product' ) );
}
function is_checkout() {
	return is_page( get_option( 'woocommerce_checkout_page_id' ) );
}
function is_wc_endpoint_url( $endpoint = false ) {
	return '' !== get_query_var( 'order-received' );
}

// The WP Consent API, when the test's browser asks for it.
if ( isset( $_COOKIE['with_consent_api'] ) ) {
	function wp_has_consent( $category ) {
		return false;
	}
}

add_action(
	'init',
	function () {
		if ( 'cli' !== PHP_SAPI ) {
			session_start();
		}
		register_post_type( 'product', array( 'public' => true ) );
		register_taxonomy( 'product_cat', 'product' );
		add_theme_support( 'html5', array( 'script' ) );
	}
);
add_filter( 'query_vars', fn( $names ) => array_merge( $names, array( 'order-received' ) ) );
add_action( 'wp_enqueue_scripts', fn() => wp_enqueue_script( 'jquery' ) );

// class-wc-form-handler.php and the checkout's form.
add_action(
	'wp_loaded',
	function () {
		if ( isset( $_POST['add-to-cart'] ) && ! isset( $_GET['wc-ajax'] ) ) {
			WC()->cart->add_to_cart( (int) $_POST['add-to-cart'], (int) $_POST['quantity'] );
		}
		if ( isset( $_POST['place-order'] ) ) {
			$order = new WC_Order(
				wp_rand( 1000, 999999 ),
				array(
					'status'     => sanitize_text_field( $_POST['status'] ),
					'email'      => sanitize_email( wp_unslash( $_POST['email'] ) ),
					'first_name' => sanitize_text_field( wp_unslash( $_POST['first_name'] ) ),
					'lines'      => array_values( WC()->session->get( 'cart' ) ),
				)
			);
			$id = $order->save();
			WC()->session->set( 'cart', array() );
			wp_safe_redirect( add_query_arg( 'order-received', $id, wc_get_checkout_url() ) );
			exit;
		}
	},
	20
);

// class-wc-ajax.php.
add_action(
	'template_redirect',
	function () {
		$action = isset( $_GET['wc-ajax'] ) ? sanitize_text_field( wp_unslash( $_GET['wc-ajax'] ) ) : '';
		if ( 'add_to_cart' === $action ) {
			WC()->cart->add_to_cart( (int) $_POST['product_id'], (int) $_POST['quantity'] );
			wp_send_json( array( 'fragments' => array() ) );
		} elseif ( $action ) {
			nocache_headers();
			do_action( 'wc_ajax_' . $action );
			wp_die();
		}
	},
	0
);

// The templates: single-product/add-to-cart/simple.php, loop/add-to-cart.php, checkout/form-checkout.php, checkout/thankyou.php.
add_action(
	'template_redirect',
	function () {
		?>
		<!doctype html><html><head><title>Shop</title><?php wp_head(); ?></head><body>
		<h1><?php echo esc_html( get_the_title() ); ?></h1>
		<?php if ( is_product() ) : ?>
			<form method="post"><input name="quantity" value="2"><button name="add-to-cart" value="<?php the_ID(); ?>">Add to cart</button></form>
			<button id="ajax">Add by AJAX</button>
			<script>
				addEventListener('DOMContentLoaded', () => {
					// WooCommerce's blocks pass jQuery's event on.
					jQuery(document.body).on('added_to_cart', () => document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart')));
				});
				document.getElementById('ajax').onclick = async () => {
					const body = new URLSearchParams({ product_id: <?php the_ID(); ?>, quantity: 1 });
					await fetch('/?wc-ajax=add_to_cart', { method: 'POST', body });
					jQuery(document.body).trigger('added_to_cart', [{}, '', jQuery('#ajax')]);
				};
			</script>
		<?php elseif ( is_wc_endpoint_url() ) : ?>
			<?php do_action( 'woocommerce_thankyou', (int) get_query_var( 'order-received' ) ); ?>
			<p id="order"><?php echo esc_html( get_query_var( 'order-received' ) ); ?></p>
		<?php elseif ( is_checkout() ) : ?>
			<form method="post">
				<input name="email" type="email"><input name="first_name"><input name="status" value="processing">
				<button name="place-order" value="1">Place order</button>
			</form>
		<?php endif; ?>
		<?php wp_footer(); ?></body></html>
		<?php
		exit;
	},
	20
);
